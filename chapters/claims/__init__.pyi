from chapters.claims.claim_list import Claim as Claim
from chapters.claims.claim_list import lecture as lecture
from chapters.claims.claim_list import named as named
from chapters.claims.verdicts import check as check
from chapters.claims.verdicts import described as described
from chapters.claims.verdicts import stored_verdict as stored_verdict
from chapters.claims.weakest_correlation import check_weakest_correlation as check_weakest_correlation
