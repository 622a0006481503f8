"""A noun phrase taken apart: which noun heads it, who owns that, and which actor stands at its head.

In "Around 640 of the retailer's jobs" the head is "jobs" and the retailer owns them; in "the union's
officer, Ann Roe" a person is the head and has a name; « le groupe Valmont » is Valmont.
"""

from __future__ import annotations

import re

import msgspec

from service.normalize import tags as t
from service.normalize.dictionary import known
from service.normalize.scene import Scene
from service.normalize.wordset import wordset

_PARTITIVE = wordset(
    "member members most many some several few half third quarter majority minority part rest bulk dozen dozens "
    "hundreds thousands millions all none each one two three any both number percent % membre membres plupart "
    "majorité minorité moitié tiers quart partie reste dizaine dizaines centaine centaines vingtaine trentaine "
    "douzaine milliers millions beaucoup certains plusieurs nombre deux trois un une l'un l'une quelques-uns "
    "aucun chacun"
)
"""In front of "of" they only count: whatever stands behind is what the clause is about."""
_ROUGHLY = wordset(
    "as many at least most more than about around nearly almost up to over only fewer less roughly just under"
)
"""In front of a number: "as many as a dozen of the party's lawmakers"."""
_REGARD = wordset(
    "support opposition pressure criticism sympathy confidence trust backing resistance anger admiration concern "
    "concerns soutien opposition pression critiques confiance sympathie colère défiance méfiance hostilité"
)
"""Feelings about somebody: "support for the premier"."""
_AHEAD = wordset(
    "nombreux nombreuses premier première premiers premières dernier dernière derniers jeune jeunes ancien "
    "ancienne anciens anciennes futur future petit petite petits grand grande grands grandes principal principale "
    "principaux nouveau nouvelle nouveaux nouvelles vieux vieille gros bon bonne haut haute autre autres seul "
    "seule même mêmes ex ledit ladite"
)
_CASES = wordset("de d' du des à au aux par pour chez dans en sur avec la le les l'")
"""In front of a name that belongs to the words before it; « le député de l'Aisne Luc Roy » has none."""
_OWNING = wordset("of for at from with")
_HELD = wordset("shares stock stake stakes")
_TOWARDS = wordset("for of on against in to towards à au aux envers contre sur en dans")
_POSSESSIVES = wordset("his her its their my our your son sa ses leur leurs mon ma mes notre nos votre vos")
_FEMININE = wordset("la une cette sa ma ta celle celle-ci celle-là aucune quelle")
_MISTER = wordset("m mm mme mmes me dr pr m. mlle")
_MASCULINE = wordset("le un ce cet du au celui celui-ci celui-là aucun quel")
_PLURALS = wordset(
    "les des ces ses mes tes nos vos leurs aux plusieurs quelques deux trois quatre cinq six sept huit neuf dix "
    "certains certaines beaucoup ceux celles these those several many few both two three four five six seven "
    "eight nine ten"
)
_FEMININE_ENDING = re.compile(r"(?:tion|sion|té|ure|ence|ance|ée|ise|esse|ette|ique|trice|euse)$")
_MASCULINE_ENDING = re.compile(r"(?:ment|age|isme|eau|teur|eur|ier|oir)$")
_GLUED = re.compile(r"-(?:based|born|backed|led|owned|listed|made|style|headquartered|run|held|controlled)$")
_PERSONS = wordset(
    "man woman boy girl person people spokesman spokeswoman spokesperson official officer adviser aide diplomat "
    "analyst resident driver victim witness insider source teacher doctor nurse student worker employee farmer "
    "critic friend neighbour neighbor lawyer solicitor barrister attorney father mother son daughter brother "
    "sister wife husband widow partner client customer fan supporter opponent rival colleague predecessor "
    "successor boss chief head leader owner reporter journalist observer expert investor trader negotiator "
    "commander soldier officer deputy lieutenant teenager child baby pensioner tenant landlord organiser "
    "organizer campaigner researcher author participant homme femme garçon fille personne proche conseiller "
    "conseillère collaborateur porte-parole responsable cadre avocat avocate père mère fils frère sœur épouse "
    "époux mari veuve ami amie voisin voisine habitant habitante témoin victime client cliente étudiant étudiante "
    "élève enseignant enseignante médecin infirmière salarié salariée ouvrier employé employée agriculteur "
    "policier gendarme militant militante syndicaliste délégué déléguée élu élue diplomate analyste observateur "
    "expert experte négociateur adversaire prédécesseur successeur homologue cofondateur auteur enfant adolescent "
    "adolescente retraité retraitée locataire propriétaire organisateur participant riverain suspect commandant "
    "officier soldat numéro bras"
)
"""Nouns for people that neither a title nor a description of the lexicon covers."""
_ELSEWHERE = wordset("than as like")


class Nominal(msgspec.Struct, frozen=True, gc=False):
    """What a noun phrase says of whom it means."""

    head: int | None = None
    """The token of the noun that heads it."""
    actor: int | None = None
    """The actor that heads it or is named beside its head."""
    owner: int | None = None
    """The actor to which the head belongs: "the retailer's jobs", « le siège de Valmont »."""
    pronoun: str | None = None
    """The possessive pronoun in front of the head: "its staff"."""
    person: bool = False
    plural: bool | None = None
    feminine: bool | None = None
    end: int = 0
    """The token behind the head and what is joined to it."""
    inside: bool = False
    """The owner follows behind "of": « le patron de Reddit »."""


def is_person_noun(scene: Scene, i: int) -> bool:
    """Whether the noun at token `i` means people: "spokeswoman", « élus »."""
    low, bits = scene.tokens.low[i], scene.tokens.tag[i]
    if bits & t.TITLE and not bits & (t.ORG_HEAD | t.INSTITUTION):
        return True
    singular = low.removesuffix("s")
    if bits & t.DEMONYM and scene.tokens.word[i][0].isupper():
        return True
    if low in _PERSONS or singular in _PERSONS or low == "people":
        return True
    kinds = scene.lexicon.anaphors
    return kinds.get(low) == "PERSON" or kinds.get(singular) == "PERSON"


def name_behind(scene: Scene, start: int, last: int) -> int | None:
    """Where the name begins that an apposition from `start` leads up to: ", 84-year-old Ann Roe", ", the singer Bo"."""
    tokens = scene.tokens
    k, end = start, min(last, start + 9)
    while k < end:
        if k in scene.cast.at:
            behind = scene.cast.ends[k]
            kind = scene.actor(scene.cast.at[k]).kind
            if kind == "PLACE" and behind < end and tokens.tag[behind] & (t.NOUN | t.ADJ | t.TITLE):
                # ", the US activist fund Elmwood"
                k = behind
                continue
            return k
        bits = tokens.tag[k]
        titled = (
            bits & (t.TITLE | t.ADJ | t.DET | t.NOUN) or tokens.low[k] in _INTRODUCING or _YEARS.search(tokens.low[k])
        )
        if not titled or (bits & t.PREP and not bits & (t.NOUN | t.ADJ)) or scene.finite[k]:
            return None
        k += 1
    return None


_INTRODUCING = wordset(
    "l' « “ known as called dubbed named baptisé baptisée nommé nommée dit dite m. mme me mr dr fellow"
)
_YEARS = re.compile(r"-(?:year-old|ans)$")


def read_nominal(scene: Scene, start: int, last: int) -> Nominal:
    """Take apart the noun phrase that begins at token `start` and ends before `last`."""
    return _french(scene, start, last) if scene.french else _english(scene, start, last)


def _english(scene: Scene, start: int, last: int) -> Nominal:
    tokens, cast = scene.tokens, scene.cast
    low, tags = tokens.low, tokens.tag
    head: int | None = None
    owner: int | None = None
    pronoun: str | None = None
    plural: bool | None = None
    i = start
    while i < last and low[i] in _ROUGHLY and i not in cast.at:
        i += 1
    start = i if i < last else start
    i = start
    while i < last:
        index = cast.at.get(i)
        if index is not None:
            end = cast.ends[i]
            after = low[end] if end < last else ""
            if after in {"'s", "'"}:
                owner, head, i = index, None, end + 1
                continue
            if end < last and _of_its_kind(scene, index, end):
                return Nominal(end, index, owner, pronoun, False, False, None, end + 1)
            if _says_where(scene, i, end, last) or (end < last and _noun_follows(scene, end, last)):
                if owner is None and scene.actor(index).kind != "PLACE":
                    owner = index
                i = end + (tokens.word[end] == ",")
                continue
            person = scene.actor(index).kind == "PERSON"
            return Nominal(end - 1, index, owner, pronoun, person, scene.actor(index).plural or None, None, end)
        word, bits = low[i], tags[i]
        if word in {"'s", "'"} and head is not None:
            # "the girl's mother"
            head, i = None, i + 1
            continue
        if word in _POSSESSIVES:
            pronoun = word
        if word in _PLURALS or (bits & t.NUMBER and word != "one"):
            plural = True
        if _ends_english(scene, i, start, head):
            break
        if _heads(scene, i, bits):
            head = i
        i += 1
    if i < last and low[i] == "of" and _counts(scene, start, i, head):
        inner = _english(scene, _behind_article(scene, i + 1), last)
        return msgspec.structs.replace(inner, plural=True if inner.actor is None else inner.plural)
    if head is None:
        return Nominal(None, None, owner, pronoun, False, plural, None, i)
    if i < last and low[head] in _REGARD and low[i] in _TOWARDS:
        inner = _english(scene, i + 1, last)
        if inner.actor is not None:
            return inner
    inside = False
    if i < last and owner is None and (low[i] in _OWNING or (low[i] == "in" and low[head] in _HELD)):
        inner = _english(scene, i + 1, last)
        owner, inside = inner.actor if inner.actor is not None else inner.owner, True
    if plural is None:
        plural = bool(tags[head] & t.PLURAL) or low[head] == "people"
    return Nominal(head, None, owner, pronoun, is_person_noun(scene, head), plural, None, i, inside)


def _behind_article(scene: Scene, i: int) -> int:
    return i


def _of_its_kind(scene: Scene, index: int, noun: int) -> bool:
    """ "its Optimus 2 robot", "Sangster airport": the noun behind a name says what bears it."""
    bits, kind = scene.tokens.tag[noun], scene.actor(index).kind
    if scene.finite[noun] or bits & t.PLURAL:
        return False
    if kind == "PRODUCT":
        return bool(bits & t.PRODUCT_CUE)
    return kind == "PLACE" and bool(bits & t.PLACE_CUE) and not bits & t.TITLE


def _says_where(scene: Scene, i: int, end: int, last: int) -> bool:
    """ "Boston-based", "Dania Beach, Florida-based": a place glued to a participle, maybe with its state."""
    words, ends = scene.tokens.word, scene.cast.ends
    if _GLUED.search(words[end - 1]):
        return True
    if end + 1 >= last or words[end] != ",":
        return False
    following = ends.get(end + 1, end + 2)
    return bool(_GLUED.search(words[following - 1]))


def _noun_follows(scene: Scene, end: int, last: int) -> bool:
    """Whether the name that ends before `end` only says of which kind the noun behind it is: "the Corvid spokesman"."""
    tokens = scene.tokens
    bits, word = tokens.tag[end], tokens.word[end]
    if end in scene.cast.at:
        return tokens.start[end] - tokens.end[end - 1] == 1 and scene.actor(scene.cast.at[end]).kind == "PERSON"
    if scene.finite[end] or not word[0].isalpha() or tokens.low[end] in _ELSEWHERE:
        return False
    if bits & (t.NOUN | t.TITLE | t.ORG_CUE | t.PRODUCT_CUE):
        return True
    if bits & (t.PREP | t.CONJ | t.ADV | t.DET | t.REL | t.SUB | t.BE | t.HAVE | t.PRON | t.NEG | t.VERB):
        return False
    # A word that no dictionary has belongs to the name: "Acropora resiliens".
    return bool(bits) or known(tokens.low[end], "en") is not None


def _ends_english(scene: Scene, i: int, start: int, head: int | None) -> bool:
    """Whether the noun's own words end before token `i`."""
    bits, word = scene.tokens.tag[i], scene.tokens.word[i]
    if not (word[0].isalnum() or word in "$£€%'\"“”"):
        return i > start
    if head is None and bits & (t.DET | t.NUMBER):
        return False
    if bits & (t.REL | t.SUB) and not bits & (t.DET | t.ADV):
        return True
    if bits & t.CONJ:
        return head is not None
    if (
        bits & t.PREP
        and not bits & (t.ADJ | t.NOUN)
        and scene.tokens.low[i] not in {"about", "around", "over", "under"}
    ):
        return True
    return head is not None and bool(bits & (t.PART | t.GER | t.ADV | t.PREP)) and not bits & t.NOUN


def _heads(scene: Scene, i: int, bits: int) -> bool:
    """Whether token `i` can be the noun that its phrase is about."""
    if not scene.tokens.word[i][0].isalpha():
        return False
    if bits & (t.NOUN | t.TITLE | t.ORG_CUE | t.PRODUCT_CUE):
        return True
    return not bits & (t.DET | t.PREP | t.ADV | t.CONJ | t.PRON | t.NUMBER | t.GER | t.ADJ | t.NEG | t.PRON_SUBJ)


def _counts(scene: Scene, start: int, of: int, head: int | None) -> bool:
    """ "640 of", "at least three members of", « la plupart des »."""
    low = scene.tokens.low
    if head is not None:
        return low[head] in _PARTITIVE or low[head].removesuffix("s") in _PARTITIVE
    words = low[start:of]
    return any(
        word in _PARTITIVE or word[0].isdigit() or scene.tokens.tag[start + k] & t.NUMBER
        for k, word in enumerate(words)
    )


def _french(scene: Scene, start: int, last: int) -> Nominal:
    tokens, cast = scene.tokens, scene.cast
    low, tags = tokens.low, tokens.tag
    head: int | None = None
    pronoun: str | None = None
    plural: bool | None = None
    feminine: bool | None = None
    i = start
    while i < last:
        index = cast.at.get(i)
        if index is not None:
            end = cast.ends[i]
            if head is None or _apposes(scene, head, index) or _quoted_before(scene, i, index):
                person = scene.actor(index).kind == "PERSON"
                return Nominal(end - 1, index, None, pronoun, person, scene.actor(index).plural or None, feminine, end)
            return Nominal(head, None, index, pronoun, is_person_noun(scene, head), plural, feminine, end)
        word, bits = low[i], tags[i]
        if head is None and (
            word in _MISTER or (i > start and low[i - 1] in {".", *_MISTER} and word in {".", "d'", "de"})
        ):
            # « M. d'Arbelles »
            i += 1
            continue
        if word in _POSSESSIVES:
            pronoun = word
        if word in _PLURALS or (bits & t.NUMBER and word not in {"un", "une"}):
            plural = True
        elif head is None and feminine is None and (word in _FEMININE or word in _MASCULINE):
            feminine, plural = word in _FEMININE, False
        if _ends_french(scene, i, start, head):
            break
        if head is None and _heads_french(scene, i, bits) and not _qualifies_ahead(scene, i, last):
            head = i
        i += 1
    if head is None:
        counted = i < last and low[i] in {"de", "d'", "des", "du"} and _counts(scene, start, i, None)
        if counted:
            return msgspec.structs.replace(_french(scene, i + 1, last), plural=True)
        return Nominal(None, None, None, pronoun, False, plural, feminine, i)
    if feminine is None and plural is not True:
        feminine = _gender(low[head])
    person = is_person_noun(scene, head)
    if plural is not True and (named := _named_behind(scene, head, last, person)) is not None:
        return Nominal(head, cast.at[named], None, pronoun, person, False, feminine, cast.ends[named])
    if i < last and low[i] in {"de", "d'", "du", "des"}:
        inner = _french(scene, i + (low[i] in {"de", "d'"}), last)
        if low[head] in _PARTITIVE and head < i and not (person and inner.actor is None):
            return inner
        owner = inner.actor if inner.actor is not None else inner.owner
        if owner is not None and not person:
            return Nominal(head, None, owner, pronoun, person, plural, feminine, inner.end, True)
        return Nominal(head, None, owner, pronoun, person, plural, feminine, inner.end, owner is not None)
    if i < last and low[head] in _REGARD and low[i] in _TOWARDS:
        inner = _french(scene, i + 1, last)
        if inner.actor is not None:
            return inner
    return Nominal(head, None, None, pronoun, person, plural, feminine, i)


def _quoted_before(scene: Scene, i: int, index: int) -> bool:
    """« l'« insoumise » Inès Vauquelin »."""
    return scene.tokens.word[i - 1] in "»”" and scene.actor(index).kind == "PERSON"


def _apposes(scene: Scene, head: int, index: int) -> bool:
    """« le groupe Valmont », « la ministre Ann Roe »: the noun says what kind of actor the name behind it is."""
    actor, bits, low = scene.actor(index), scene.tokens.tag[head], scene.tokens.low[head]
    if actor.kind == "PERSON":
        return is_person_noun(scene, head)
    if actor.kind == "PRODUCT":
        return bool(bits & (t.PRODUCT_CUE | t.NOUN))
    if actor.kind == "PLACE":
        return bool(bits & t.PLACE_CUE)
    house = bits & (t.ORG_HEAD | t.ORG_CUE | t.INSTITUTION) or scene.lexicon.anaphors.get(low) == "ORGANIZATION"
    return bool(house) or low in _HOUSES


_HOUSES = wordset(
    "fonds usine site entreprise éditeur constructeur plateforme plate-forme application réseau magazine revue "
    "radio chaîne journal collectif mouvement ong think-tank cabinet studio label groupe équipe club start-up "
    "startup société maison association syndicat parti formation coalition alliance ministère agence institut "
    "école université hôpital marque concurrent concurrente rival rivale partenaire filiale voisin fournisseur "
    "actionnaire propriétaire distributeur enseigne consortium géant leader numéro spécialiste opérateur "
    "distributeur équipementier fabricant assureur"
)
"""Nouns that say what a house is."""


def _named_behind(scene: Scene, head: int, last: int, person: bool) -> int | None:
    """« le député de l'Aisne Luc Roy », « le fabricant de puces Valmont »: who is named behind a noun's words."""
    tokens, cast = scene.tokens, scene.cast
    for k in range(head + 1, min(last, head + 11)):
        if (not tokens.word[k][0].isalnum() and tokens.word[k] not in "'«»") or scene.finite[k]:
            return None
        if k not in cast.at or tokens.low[k - 1] in _CASES:
            continue
        if scene.actor(cast.at[k]).kind == "PERSON" if person else _apposes(scene, head, cast.at[k]):
            return k
    return None


def _ends_french(scene: Scene, i: int, start: int, head: int | None) -> bool:
    bits, word, low = scene.tokens.tag[i], scene.tokens.word[i], scene.tokens.low[i]
    if not (word[0].isalnum() or word in "«»%'"):
        return i > start
    if head is None and bits & (t.DET | t.NUMBER):
        return low in {"de", "d'"} and i > start
    if bits & (t.PREP | t.REL | t.CONJ | t.SUB):
        return True
    return head is not None and bool(bits & (t.PART | t.GER)) and not bits & (t.NOUN | t.ADJ) and i > head + 3


def _heads_french(scene: Scene, i: int, bits: int) -> bool:
    if not scene.tokens.word[i][0].isalpha() or scene.tokens.low[i] in _POSSESSIVES:
        return False
    if bits & (t.NOUN | t.TITLE | t.ORG_HEAD | t.INSTITUTION | t.ORG_CUE | t.PRODUCT_CUE):
        return True
    return not bits & (
        t.DET | t.PREP | t.ADV | t.CONJ | t.PRON | t.NUMBER | t.ADJ | t.NEG | t.PRON_SUBJ | t.CLITIC | t.PART
    )


def _qualifies_ahead(scene: Scene, i: int, last: int) -> bool:
    """« de nombreux membres », « l'ancien juge »: an adjective in front of its noun."""
    if scene.tokens.low[i] not in _AHEAD or i + 1 >= last:
        return False
    return i + 1 in scene.cast.at or bool(scene.tokens.tag[i + 1] & (t.NOUN | t.TITLE)) or not scene.tokens.tag[i + 1]


def _gender(noun: str) -> bool | None:
    """Whether the noun is feminine, as far as its ending tells."""
    if _FEMININE_ENDING.search(noun):
        return True
    return False if _MASCULINE_ENDING.search(noun) else None
