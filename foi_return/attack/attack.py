"""One attack from files to report: opens them, derives what a reader knows, and judges each hidden number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from foi_return.attack.arithmetic import statement_words
from foi_return.attack.between import left_over
from foi_return.attack.comparable import Comparison, compare, unfinished
from foi_return.attack.days import counts_by_days, over_days
from foi_return.attack.marks import LOW_MARKS, MarkReading, mark_text, readings, stated_threshold
from foi_return.attack.open_file import open_publication
from foi_return.attack.options import DEFAULT_THRESHOLD, AttackOptions, Zeros
from foi_return.attack.outcome import AttackReport, Finding, Reading
from foi_return.attack.percentages import percentage_statements
from foi_return.attack.places import AGE, Place
from foi_return.attack.proof import contradiction
from foi_return.attack.publication import Publication, PublishedTable
from foi_return.attack.relations import TableShape, derive
from foi_return.attack.rounding import Rounded, nearest, up_or_down
from foi_return.attack.statements import Figure, MarkRules, Relation, figures_of
from foi_return.attack.system import Component, components
from foi_return.attack.verdicts import Rule, judge
from foi_return.errors import Fault, SourceError

_MOST_CONTRADICTIONS = 50
"""After so many contradictions in one component its tables are taken to be no sums at all."""


@dataclass(frozen=True, slots=True)
class _File:
    """A publication with all that is settled about it before its marks are read."""

    publication: Publication
    number: int
    rule: Rule
    comparison: Comparison | None


def attack_files(
    paths: Sequence[Path],
    with_paths: Sequence[Path] = (),
    options: AttackOptions | None = None,
    names: Sequence[str] | None = None,
) -> AttackReport:
    """Tries to recover what a published answer hides.

    Args:
        paths: The file under attack; several are one answer in several files (its tables as CSV).
        with_paths: Earlier answers that a reader has beside it.
        options: What the officer tells of the files.
        names: What each file is called in the report; None for the names of the files.

    Raises:
        SourceError: A file cannot be opened, or no table of figures is found in it.
        RequestError: An option does not fit (see `parse_options`).
    """
    options = options or AttackOptions()
    faults: list[Fault] = []
    opened: list[Publication] = []
    every = [*paths, *with_paths]
    for path, name in _named(every) if names is None else zip(every, names, strict=True):
        try:
            opened.append(replace(open_publication(path, options.rounded, options.percent), name=name))
        except SourceError as problem:
            faults.extend(problem.faults)
    if not paths:
        faults.append(Fault("FILE", "no file is named", "a workbook, a release.json or a table"))
    if faults:
        raise SourceError(faults)
    return attack_publications(_joined(opened[: len(paths)]), opened[len(paths) :], options)


def _named(paths: Sequence[Path]) -> list[tuple[Path, str]]:
    """Each path with a name of its own: the file's, with its folder's where another file has the same."""
    names = [path.name for path in paths]
    longer = [name if names.count(name) == 1 else str(path) for path, name in zip(paths, names, strict=True)]
    told = [
        name if longer.count(name) == 1 else f"{name}, file {number}" for number, name in enumerate(longer, start=1)
    ]
    return list(zip(paths, told, strict=True))


def attack_publications(attacked: Publication, earlier: Sequence[Publication], options: AttackOptions) -> AttackReport:
    """The attack on what has been read already."""
    facts: list[str] = list(attacked.notes)
    files = [_file(attacked, 0, None, options, facts)]
    for number, publication in enumerate(earlier, start=1):
        comparison = compare(attacked, publication)
        facts += [*publication.notes, *comparison.words]
        files.append(_file(publication, number, comparison, options, facts))
    ways = _mark_readings(files, options)
    found = [_attack_reading(files, way, options, weakest=way is ways[0]) for way in ways]
    return AttackReport(
        tuple(file.publication.name for file in files),
        tuple(file.publication.kind for file in files),
        files[0].rule.threshold,
        tuple(dict.fromkeys(facts)),
        tuple(found),
        options.strict,
    )


def _joined(publications: Sequence[Publication]) -> Publication:
    """Several files of one answer as one publication; the first says how it counts."""
    first, *others = publications
    return replace(
        first,
        name=", ".join(publication.name for publication in publications),
        tables=tuple(table for publication in publications for table in publication.tables),
        notes=tuple(note for publication in publications for note in publication.notes),
        plain=any(publication.plain for publication in publications) if others else first.plain,
    )


def _file(
    publication: Publication, number: int, comparison: Comparison | None, options: AttackOptions, facts: list[str]
) -> _File:
    """Settles threshold, zeros and rounding of a file, and tells what was taken to be so."""
    texts = _texts(publication)
    threshold = options.threshold or publication.threshold or stated_threshold(texts)
    if threshold is None:
        threshold = DEFAULT_THRESHOLD
        facts.append(f"{publication.name} states no threshold; numbers below {threshold} are taken to be small.")
    zeros = options.zeros or publication.zeros
    sure = not options.rounded or any(mark_text(text) in LOW_MARKS for text in texts)
    if zeros is None and publication.plain and sure and _shows_a_zero(publication):
        zeros = Zeros.SHOWN
        facts.append(f"{publication.name} shows zeros, so a hidden number is taken to be at least 1.")
    zeros = zeros or Zeros.UNKNOWN
    rounded = publication.rounded or (_told_rounding(options, zeros) if publication.plain else None)
    if rounded:
        facts.append(f"{publication.name}: numbers are taken to be {rounded.words}.")
    return _File(publication, number, Rule(threshold, zeros, rounded), comparison)


def _told_rounding(options: AttackOptions, zeros: Zeros) -> Rounded | None:
    """How the officer says that a plain table is rounded."""
    if options.rounded is None:
        return None
    make = up_or_down if options.controlled else nearest
    return make(options.rounded, zeros is Zeros.SHOWN)


def _texts(publication: Publication) -> set[str]:
    return {cell.text for table in publication.tables for cell in table.cells if cell.value is None}


def _shows_a_zero(publication: Publication) -> bool:
    return any(cell.value == 0 for table in publication.tables for cell in table.cells)


def _mark_readings(files: Sequence[_File], options: AttackOptions) -> list[MarkReading]:
    """The ways to read the marks of all plain tables together; a file of foi-return has one way only."""
    plain = [file for file in files if file.publication.plain]
    if not plain:
        return [MarkReading("", False, 0, False)]
    texts = {text for file in plain for text in _texts(file.publication)}
    zeros = plain[0].rule.zeros
    return readings(texts, zeros, plain[0].rule.threshold, set(options.marks))


def _attack_reading(files: Sequence[_File], reading: MarkReading, options: AttackOptions, *, weakest: bool) -> Reading:
    """The findings of one reading; one that the figures contradict has none, unless it assumes nothing."""
    figures: list[Figure] = []
    shapes: list[TableShape] = []
    shares: list[Relation] = []
    for file in files:
        own = reading if file.publication.plain else MarkReading("", False, file.rule.zeros.least_hidden, False)
        marks = {} if not file.publication.plain and not options.marks else options.marks
        rules = MarkRules(own, file.rule.threshold, marks, file.rule.rounded)
        of_file: list[Figure] = []
        for table in file.publication.tables:
            places = {cell.place: _among_all(cell.place, file) for cell in table.cells}
            said = figures_of(table, places, rules, file.number)
            of_file += said
            shapes.append(_shape(table, places, said, file))
        alone, of_percentages = _shares(file, of_file)
        figures += [*of_file, *alone]
        shares += of_percentages
    derived = derive(shapes, options.within)
    rests = [*_rests(files, figures), *_rests_of_days(files, figures)]
    shares += [relation for relation, _ in rests]
    latent = derived.latent | {rest for _, rest in rests if rest is not None}
    rules_of_files = [file.rule for file in files]
    findings: list[Finding] = []
    contradictions: list[str] = []
    possible = True
    for component in components([*figures, *derived.zeros], [*derived.relations, *shares]):
        sound, words, fits = _made_sound(component)
        contradictions += words
        possible = possible and (fits or weakest)
        if possible:
            for part in components(sound.figures, sound.relations) if words else (sound,):
                findings += judge(part, latent, rules_of_files)
    findings.sort(key=lambda finding: finding.place)
    contradictions = list(dict.fromkeys(contradictions))
    return Reading(reading.words, tuple(findings if possible else ()), tuple(contradictions), possible)


def _rests(files: Sequence[_File], figures: Sequence[Figure]) -> Iterator[tuple[Relation, Place]]:
    """What is left when a file by narrower counting rules is taken off one by wider rules."""
    places = {figure.place for figure in figures}
    for file in files:
        if file.comparison is not None and file.comparison.beside:
            names = ("", file.publication.name)
            whole, part = names if file.comparison.beside == "within" else reversed(names)
            yield from left_over(places, part, whole, ages=file.comparison.ages_beside)


def _rests_of_days(files: Sequence[_File], figures: Sequence[Figure]) -> Iterator[tuple[Relation, Place | None]]:
    """What is left when a figure over some days is taken off one over more days, and what several cover together."""
    if not counts_by_days(files[0].publication.facts.rules):
        return
    days = dict(files[0].publication.facts.periods)
    for file in files[1:]:
        own = file.publication.facts.periods
        if file.comparison is not None and file.comparison.same:
            days |= own
        elif file.comparison is not None and file.comparison.ended:
            ended = file.comparison.ended
            days |= {_cut(label, ended): (own[label][0], ended) for label in unfinished(file.publication, ended)}
    yield from over_days((figure.place for figure in figures if not figure.place.definition), days)


def _cut(label: str, ended: str) -> str:
    return f"{label} to {ended}"


def _shares(file: _File, figures: Sequence[Figure]) -> tuple[list[Figure], list[Relation]]:
    """What the percentages of a file say beside its figures."""
    tables = file.publication.tables
    percents = [percent for table in tables for percent in table.percents]
    if not percents:
        return [], []
    printed = {cell.place: cell.value for table in tables for cell in table.cells if cell.value is not None}
    named = {place: _among_all(place, file) for percent in percents for place in (percent.place, percent.whole)}
    return percentage_statements(percents, figures, printed, named, file.number)


def _among_all(place: Place, file: _File) -> Place:
    """A place as it is named among all files: what counts other children, or other ages, has places of its own."""
    if file.comparison is None or (file.comparison.same and file.comparison.same_ages):
        return place
    if file.comparison.ended and place.period in unfinished(file.publication, file.comparison.ended):
        return replace(place, period=_cut(place.period, file.comparison.ended))
    if not file.comparison.same:
        return replace(place, definition=file.publication.name)
    labels = tuple(
        sorted((f"{name}, {file.publication.name}" if name == AGE else name, label) for name, label in place.labels)
    )
    return replace(place, labels=labels)


def _shape(table: PublishedTable, places: Mapping[Place, Place], said: Iterable[Figure], file: _File) -> TableShape:
    adds = set(table.adds)
    if file.comparison is not None and file.comparison.same and not file.comparison.same_ages and AGE in adds:
        adds = (adds - {AGE}) | {f"{AGE}, {file.publication.name}"}
    return TableShape(
        tuple(dict.fromkeys(places[cell.place] for cell in table.cells)),
        frozenset(figure.place for figure in said),
        frozenset(adds),
        table.complete,
        file.number,
        table.title,
    )


def _made_sound(component: Component) -> tuple[Component, list[str], bool]:
    """Leaves out relations, or failing that marks, until all statements can be true.

    Returns:
        The component, each contradiction in words, and whether leaving out relations was enough.
    """
    words: list[str] = []
    fits = True
    for _ in range(_MOST_CONTRADICTIONS):
        clash = contradiction(component)
        if not clash:
            return component, words, fits
        words.append(statement_words(clash))
        relations = [statement for statement in clash if isinstance(statement, Relation)]
        hiding = [statement for statement in clash if isinstance(statement, Figure) and statement.high is not None]
        fits = fits and not any(figure.hides for figure in hiding)
        dropped = set(map(id, relations or clash))
        component = replace(
            component,
            relations=tuple(relation for relation in component.relations if id(relation) not in dropped),
            figures=tuple(figure for figure in component.figures if id(figure) not in dropped),
        )
    return replace(component, relations=()), words, fits
