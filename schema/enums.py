"""The enums of the contract, each value with its meaning."""

from __future__ import annotations

from enum import Enum

import strawberry


def _value(name: str, description: str) -> str:
    # Strawberry reads the description; the enum's value is its name, as the database stores it.
    return strawberry.enum_value(name, name=name, description=description)  # type: ignore[return-value]  # an enum member in Strawberry's eyes


@strawberry.enum(description="What an actor is.")
class ActorKind(Enum):
    PERSON = _value("PERSON", "A human being.")
    ORGANIZATION = _value("ORGANIZATION", "A company, institution, party, team or other body that acts as one.")
    PRODUCT = _value("PRODUCT", "A thing that is made or sold: software, a model, a service, a work.")
    PLACE = _value("PLACE", "A country, city, region or site.")
    GROUP = _value("GROUP", "People taken together: a board, a staff, a crowd.")
    UNKNOWN = _value("UNKNOWN", "Named, but the text does not tell what it is.")


@strawberry.enum(description="How much of an article its text is. A weaker text never replaces a stronger one.")
class Completeness(Enum):
    FULL = _value("FULL", "The article's whole text.")
    SUMMARY = _value("SUMMARY", "What a feed or a page's markup says of it.")
    HEADLINE = _value("HEADLINE", "Its title alone.")


@strawberry.enum(description="How a claim is put forward: the one label that a page can colour.")
class Modality(Enum):
    ASSERTED = _value("ASSERTED", "The text says it plainly.")
    REPORTED = _value(
        "REPORTED",
        "Somebody else's word; that of the French journalistic conditional (« aurait engagé ») is an unnamed source's.",
    )
    PROBABLE = _value("PROBABLE", 'Held to be likely (« semble », "is likely").')
    POSSIBLE = _value("POSSIBLE", 'Held to be possible (« pourrait », "may").')
    CONDITIONAL = _value("CONDITIONAL", "Holds only under an if (« si … »).")
    PREDICTED = _value("PREDICTED", 'Said of the future (« recherchera », "will").')


@strawberry.enum(
    description="Whether `text` itself affirms or negates. What its claimant makes of it is another thing: `stance`."
)
class Polarity(Enum):
    POSITIVE = _value("POSITIVE", "It is so.")
    NEGATIVE = _value("NEGATIVE", "It is not so.")


@strawberry.enum(
    description="What the claimant does with `text`: “Nordia DENIES: It had ignored a warning.” Claimant, stance and"
    " text together read true; the text alone need not."
)
class Stance(Enum):
    SAYS = _value("SAYS", "Says that it is so.")
    DENIES = _value("DENIES", "Says that it is not so (“denied that”, « dément avoir »).")
    DOUBTS = _value("DOUBTS", "Does not believe it (“doubts that”, « ne croit pas que »).")
    ASKS = _value("ASKS", "Asks whether it is so (“asked whether”, « se demande si »).")


@strawberry.enum(
    description="How far the article commits itself, derived from modality and polarity by one table; the values are named"
    " as in FactBank (Saurí & Pustejovsky 2009)."
)
class Factuality(Enum):
    CT_PLUS = _value("CT_PLUS", "Certain: it is so. ASSERTED and POSITIVE.")
    CT_MINUS = _value("CT_MINUS", "Certain: it is not so. ASSERTED and NEGATIVE.")
    PR_PLUS = _value("PR_PLUS", "Probable. PROBABLE or PREDICTED, and POSITIVE.")
    PR_MINUS = _value("PR_MINUS", "Probably not. PROBABLE or PREDICTED, and NEGATIVE.")
    PS_PLUS = _value("PS_PLUS", "Possible. POSSIBLE and POSITIVE.")
    PS_MINUS = _value("PS_MINUS", "Possibly not. POSSIBLE and NEGATIVE.")
    UNDERSPECIFIED = _value("UNDERSPECIFIED", "The article does not commit itself: REPORTED or CONDITIONAL.")


@strawberry.enum(description="Whose word a claim is.")
class Attribution(Enum):
    ACTOR = _value("ACTOR", "An actor's; `claimant` is set.")
    ARTICLE = _value("ARTICLE", "The article's own voice.")
    UNNAMED = _value("UNNAMED", 'Somebody\'s whom the article does not name ("sources say").')


@strawberry.enum(description="An actor's part in a claim.")
class ClaimRole(Enum):
    SUBJECT = _value("SUBJECT", "The claim is about it.")
    OBJECT = _value("OBJECT", "The claim involves it.")
    CLAIMANT = _value("CLAIMANT", "The claim is its word.")


@strawberry.enum(description="What a cue does in its claim.")
class CueKind(Enum):
    MODALITY = _value("MODALITY", "It hedges, conditions or predicts.")
    NEGATION = _value("NEGATION", "It negates.")
    ATTRIBUTION = _value("ATTRIBUTION", "It says that this is somebody's word: “said”, « selon ».")
    SOURCE = _value("SOURCE", "It names whose word this is: “the minister”, “she”, « des proches du dossier ».")


@strawberry.enum(description="How one claim bears on another.")
class ClaimLinkKind(Enum):
    REPEATS = _value("REPEATS", "Says the same.")
    SUPPORTS = _value("SUPPORTS", "Speaks for it.")
    CONTRADICTS = _value("CONTRADICTS", "Speaks against it.")


@strawberry.enum(description="Orders of articles.")
class ArticleOrder(Enum):
    NEWEST = _value("NEWEST", "By publication date, newest first, articles without one last. The default.")
    OLDEST = _value("OLDEST", "The same backwards: articles without a date first, then the oldest.")
    RECENTLY_INGESTED = _value("RECENTLY_INGESTED", "By the time we got it, newest first.")
    RECENTLY_UPDATED = _value("RECENTLY_UPDATED", "By the last change of their records, newest first.")
    MOST_CLAIMS = _value("MOST_CLAIMS", "By number of claims, most first. Counts move while claims arrive.")
    MOST_MENTIONS = _value("MOST_MENTIONS", "By number of mentions in it, most first.")


@strawberry.enum(description="Orders of actors.")
class ActorOrder(Enum):
    NAME = _value("NAME", "By name, accents and case apart. The default.")
    MOST_MENTIONED = _value("MOST_MENTIONED", "By number of mentions, most first. Counts move while articles arrive.")
    RECENTLY_ADDED = _value("RECENTLY_ADDED", "Newest record first.")
    RECENTLY_UPDATED = _value("RECENTLY_UPDATED", "By the last change of their records, newest first.")
    MOST_ARTICLES = _value("MOST_ARTICLES", "By number of articles that mention it, most first.")
    MOST_CLAIMS = _value("MOST_CLAIMS", "By number of claims that involve it, most first.")


@strawberry.enum(description="Orders of claims.")
class ClaimOrder(Enum):
    NEWEST = _value("NEWEST", "By the article's date, newest first, those without one last. The default.")
    OLDEST = _value("OLDEST", "The same backwards: those without a date first, then the oldest.")
    RECENTLY_ADDED = _value("RECENTLY_ADDED", "Newest record first.")
    RECENTLY_UPDATED = _value("RECENTLY_UPDATED", "By the last change of their records, newest first.")
    RELEVANCE = _value("RELEVANCE", "Best match first; only with `search`.")
    MOST_LINKS = _value("MOST_LINKS", "By number of other claims that it is linked to, most first; not with `search`.")
    MOST_REVIEWS = _value("MOST_REVIEWS", "By number of reviews, most first; not with `search`.")


@strawberry.enum(description="Orders of sources.")
class SourceOrder(Enum):
    NAME = _value("NAME", "By name. The default.")
    RECENTLY_ADDED = _value("RECENTLY_ADDED", "Newest record first.")
    MOST_ARTICLES = _value("MOST_ARTICLES", "By number of articles, most first.")


@strawberry.enum(description="Orders of what has none of its own: by when it became known.")
class RecordOrder(Enum):
    OLDEST = _value("OLDEST", "Oldest record first.")
    NEWEST = _value("NEWEST", "Newest record first.")


@strawberry.enum(description="The types that `search` looks in.")
class SearchType(Enum):
    ARTICLE = _value("ARTICLE", "Titles and bodies.")
    ACTOR = _value("ACTOR", "Names, aliases and descriptions.")
    CLAIM = _value("CLAIM", "The propositions and their quotes.")


@strawberry.enum(description="Why two actors may be one.")
class MergeRule(Enum):
    SAME_NAME = _value("SAME_NAME", "They share a name or alias.")
    ACRONYM = _value("ACRONYM", "One's name is the other's initials.")
    PART_OF_NAME = _value("PART_OF_NAME", "One is called by the other's family name only.")
    SIMILAR_NAME = _value("SIMILAR_NAME", "Their names are nearly spelled alike (trigrams).")


@strawberry.enum(description="What became of a candidate.")
class MergeStatus(Enum):
    OPEN = _value("OPEN", "Nobody has decided.")
    MERGED = _value("MERGED", "They were merged.")
    DISMISSED = _value("DISMISSED", "They are two.")


@strawberry.enum(description="What a change is about.")
class EventKind(Enum):
    ARTICLE = _value("ARTICLE", "An article with its mentions.")
    ACTOR = _value("ACTOR", "An actor with its names.")
    CLAIM = _value("CLAIM", "A claim.")
    REVIEW = _value("REVIEW", "A claim's review.")
    LINK = _value("LINK", "A link between two claims.")
    RELATION = _value("RELATION", "A relation between two actors.")
    SOURCE = _value("SOURCE", "A source.")
    MERGE_CANDIDATE = _value("MERGE_CANDIDATE", "Two actors that may be one.")


@strawberry.enum(description="What became of a thing.")
class EventAction(Enum):
    CREATED = _value("CREATED", "It is new.")
    CHANGED = _value("CHANGED", "Something of it is another; read it again.")
    RESTORED = _value("RESTORED", "It was deleted, and is back.")
    MERGED = _value("MERGED", "The actor became part of another, with which its id answers now.")
    RETRACTED = _value("RETRACTED", "The article was retracted: it stays, marked, out of lists.")
    RETIRED = _value("RETIRED", "The claim's words are no longer in its article.")
    DELETED = _value("DELETED", "It is gone.")


@strawberry.enum(description="What became of an article that was handed in.")
class IngestStatus(Enum):
    CREATED = _value("CREATED", "It is new.")
    UNCHANGED = _value("UNCHANGED", "It was known, just so.")
    UPDATED = _value("UPDATED", "It was known, and something changed.")


@strawberry.enum(description="How a search's total count is meant.")
class CountRelation(Enum):
    EXACT = _value("EXACT", "Counted.")
    AT_LEAST = _value("AT_LEAST", "There are at least so many; counting stopped there.")
    ESTIMATE = _value("ESTIMATE", "Estimated from how common the words are.")


@strawberry.enum(description="In which order a search lists what it found.")
class SearchOrder(Enum):
    RELEVANCE = _value("RELEVANCE", "Best first. The default.")
    NEWEST = _value(
        "NEWEST", "By the article's date, an actor by the day it became known, newest first, what has no date last."
    )
    OLDEST = _value("OLDEST", "The same backwards: what has no date first, then the oldest.")


@strawberry.enum(description="How much of a query must match.")
class SearchMatch(Enum):
    BEST = _value(
        "BEST",
        "All words; where that finds little, texts with some of the words follow, and names nearly spelled so"
        " count too. The default. By date, all words are wanted in any case.",
    )
    ALL = _value("ALL", "All words.")


@strawberry.enum(description="What a note on a search is about.")
class SearchNoteCode(Enum):
    EMPTY = _value("EMPTY", "The query asks for nothing.")
    STOP_WORD = _value("STOP_WORD", "A word is too common to be searched for in a language.")
    TOO_LONG = _value("TOO_LONG", "The query goes on after what is read of it.")
    HALF_TYPED = _value(
        "HALF_TYPED", "An operator has no value, or stands where there is nothing for it to join or leave out."
    )
    BAD_VALUE = _value("BAD_VALUE", "An operator's value means nothing: no date, no language, no modality.")
    UNKNOWN_OPERATOR = _value("UNKNOWN_OPERATOR", "There is no operator of that name.")
    UNKNOWN_NAME = _value("UNKNOWN_NAME", "An operator asks for somebody, or a source, that nobody here is called.")
    UNBALANCED = _value("UNBALANCED", "A quotation mark or parenthesis has no partner.")
    TOO_DEEP = _value("TOO_DEEP", "Parentheses stand within too many others.")
    SOME_WORDS = _value("SOME_WORDS", "Few results have all the words; the others have some, or names much like them.")


@strawberry.enum(
    description="What a part of a search query was taken as, where it is not what it may have been meant as."
)
class SearchTakenAs(Enum):
    WORDS = _value("WORDS", "As words to look for.")
    CLOSED = _value("CLOSED", "As if it were closed at the query's end.")
    NOTHING = _value("NOTHING", "It was left out.")


@strawberry.enum(description="Why something was found.")
class MatchedBy(Enum):
    TEXT = _value("TEXT", "It holds the query's words.")
    ALIAS = _value("ALIAS", "It mentions an actor that the query calls by another name.")
    FUZZY = _value("FUZZY", "It mentions an actor whose name is spelled much like the query's words.")
    OPERATOR = _value("OPERATOR", "It is what the query's operators ask for.")


@strawberry.enum(description="How long the pieces of a timeline are.")
class Interval(Enum):
    DAY = _value("DAY", "Days, `2023-11-22`.")
    MONTH = _value("MONTH", "Months, `2023-11`.")
    YEAR = _value("YEAR", "Years, `2023`.")


@strawberry.enum(description="What claims can be counted by.")
class ClaimDimension(Enum):
    MONTH = _value("MONTH", "The article's month, UTC.")
    MODALITY = _value("MODALITY", "How they are put forward.")
    POLARITY = _value("POLARITY", "Whether they affirm or deny.")
    CLAIMANT = _value("CLAIMANT", "Whose word they are.")
    SUBJECT = _value("SUBJECT", "Whom they are about.")
    SOURCE = _value("SOURCE", "Who published them.")


@strawberry.enum(description="What a suggestion is.")
class SuggestionKind(Enum):
    ACTOR = _value("ACTOR", "An actor's name.")
    TITLE = _value("TITLE", "An article's title.")


@strawberry.enum(description="What happened to a thing.")
class ChangeAction(Enum):
    CREATED = _value("CREATED", "It was made.")
    CHANGED = _value("CHANGED", "Fields of it changed.")
    MERGED = _value("MERGED", "Two actors became one: `mergedInto` tells the one that ended, `mergedFrom` the other.")
    SPLIT = _value("SPLIT", "A merge was taken back.")
    RETIRED = _value("RETIRED", "A claim's words no longer stand in its article.")
    REVIVED = _value("REVIVED", "They stand there again.")
    RESTORED = _value("RESTORED", "It was put back to an earlier version.")
    IMPORTED = _value(
        "IMPORTED", "It came with an import, or was here before changes were kept: what was before is not known."
    )


@strawberry.enum(description="The field of an article, actor or claim in which words of a search stand.")
class HighlightField(Enum):
    # Named as the contract names those fields.
    TITLE = _value("title", "An article's headline.")
    BODY = _value("body", "An article's text.")
    NAME = _value("name", "An actor's name, or another that it is known by.")
    DESCRIPTION = _value("description", "What is said of an actor.")
    TEXT = _value("text", "A claim's proposition.")
    QUOTE = _value("quote", "The claim's words in the article.")


@strawberry.enum(description="What the caller of a mutation can put right.")
class UserErrorCode(Enum):
    BAD_USER_INPUT = _value("BAD_USER_INPUT", "The value won't do.")
    NOT_FOUND = _value("NOT_FOUND", "There is no such thing.")
    CONFLICT = _value("CONFLICT", "It conflicts with what is stored.")
    GONE = _value("GONE", "It was deleted; `message` says when, by whom and why.")
    IDEMPOTENCY_KEY_REUSED = _value("IDEMPOTENCY_KEY_REUSED", "The key was given before, with another input.")


@strawberry.enum(description="What offsets into a text count.")
class OffsetUnit(Enum):
    CODE_POINT = _value("CODE_POINT", "Unicode code points, as Python, Go's runes and Postgres count. The default.")
    UTF16 = _value("UTF16", "UTF-16 code units, as JavaScript, Java and C# count: `text.slice(start, end)`.")

    @classmethod
    def _missing_(cls, value: object) -> OffsetUnit | None:
        # REST takes `utf16`, too, as people write it.
        return cls.__members__.get(value.upper()) if isinstance(value, str) else None
