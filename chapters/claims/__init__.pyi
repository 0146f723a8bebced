from chapters.claims.claim_list import named as named
from chapters.claims.verdicts import check as check
from chapters.claims.verdicts import not_tested as not_tested
from chapters.claims.weakest_correlation import check_weakest_correlation as check_weakest_correlation
