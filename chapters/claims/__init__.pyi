from chapters.claims.claim_list import named as named
from chapters.claims.mean_correlation import check_mean_correlation as check_mean_correlation
from chapters.claims.verdicts import check as check
from chapters.claims.verdicts import not_tested as not_tested
