"""Made-up fleets of agents, any number of them, to time linters on: the same files each time.

    python -m tools.fleet FOLDER [--files 500]

Headers are valid YAML in the styles that people use, bodies have five to six KB in one of five layouts. Agent 17 has
the same name and text in a fleet of 500 and in one of 10,000.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

PLACE = Path(".claude/agents")
LARGEST = 10_000
_STRIDE = 3_643
"""Prime to the number of names, so that neighbours share neither subject nor job."""
_LEAST = 5_000
"""Characters of a body before its last section."""


class Subject(NamedTuple):
    """What an agent knows about: a word for its name, things in the plural, one of them, and where they live."""

    word: str
    things: str
    one: str
    place: str


class Job(NamedTuple):
    """What an agent does: a role for its name, a verb, and when it is wanted."""

    role: str
    verb: str
    when: str


SUBJECTS = tuple(
    Subject(*line.split(" | "))
    for line in """\
invoice | invoices | an invoice | the billing service
timetable | timetables | a timetable | the departures feed
orchard | orchard plots | a plot | the harvest planner
ferry | ferry crossings | a crossing | the port schedule
telescope | telescope sessions | a session | the observing queue
bakery | bakery orders | an order | the counter app
glacier | glacier readings | a reading | the sensor archive
parcel | parcels | a parcel | the sorting hall
choir | choir rehearsals | a rehearsal | the concert diary
greenhouse | greenhouse zones | a zone | the climate controller
tram | tram lines | a line | the depot board
museum | museum loans | a loan | the collection register
beehive | beehives | a hive | the apiary log
recipe | recipes | a recipe | the kitchen index
lighthouse | lighthouse lamps | a lamp | the maintenance roster
theatre | theatre seats | a seat | the box office
river | river gauges | a gauge | the flood desk
library | library loans | a loan slip | the lending desk
quarry | quarry blasts | a blast | the safety ledger
vineyard | vineyard rows | a row | the cellar book
airport | airport gates | a gate | the apron display
tannery | tannery batches | a batch | the vat register
marathon | marathon runners | a runner | the timing mat
archive | archive boxes | a box | the reading room
cinema | cinema screenings | a screening | the programme sheet
harbour | harbour berths | a berth | the pilot office
clinic | clinic appointments | an appointment | the front desk
sawmill | sawmill shifts | a shift | the yard plan
aquarium | aquarium tanks | a tank | the feeding chart
pottery | pottery firings | a firing | the kiln diary
weather | weather balloons | a balloon | the launch pad
subway | subway lifts | a lift | the access map
printing | print runs | a run | the press room
carnival | carnival floats | a float | the parade office
forest | forest stands | a stand | the felling register
observatory | night logs | a night log | the dome controller
canal | canal locks | a lock | the keeper's house
cheese | cheese wheels | a wheel | the ripening room
festival | festival stages | a stage | the site office
glossary | glossary terms | a term | the style desk
payroll | payroll entries | an entry | the wages office
puppet | puppet shows | a show | the touring van
railway | railway signals | a signal | the signal box
satellite | satellite passes | a pass | the ground station
school | school reports | a report | the staff room
ski | ski slopes | a slope | the lift office
stable | stables | a stall | the tack room
survey | survey answers | an answer | the field team
water | water meters | a meter | the pumping house
workshop | workshop tools | a tool | the tool crib
""".splitlines()
)
JOBS = tuple(
    Job(*line.split(" | "))
    for line in """\
auditor | audits | a figure does not add up
reviewer | reviews changes to | a change touches more than one of them
planner | plans work on | the next two weeks have to be laid out
migrator | moves | a store is replaced by another
tester | writes tests for | behaviour changes and no test says so
tuner | speeds up reading of | a page takes longer than a second
translator | translates texts about | a text goes out in a second language
documenter | documents | newcomers ask the same question twice
importer | imports | a partner sends a file in a new layout
exporter | exports | somebody outside wants the data
archivist | archives | a season is over
forecaster | forecasts demand for | numbers for next month are wanted
debugger | traces faults in | an alarm rings and nobody knows why
designer | designs screens for | a form has grown past one page
guard | checks access to | a new role is asked for
cleaner | removes stale | the same record turns up twice
scheduler | schedules | two of them want the same hour
reporter | sums up | the weekly letter is due
modeller | models the data of | a field means two things
watcher | watches | a threshold is crossed
negotiator | compares offers for | a contract runs out
counter | counts | stock is taken
router | routes requests about | a request could go to two teams
packager | packages releases for | a version is ready to go out
linter | lints definitions of | a definition was written by hand
trainer | writes exercises about | a course starts
mapper | maps | an address is missing
sampler | draws samples of | a claim needs evidence
estimator | estimates the cost of | a budget is drawn up
recoverer | restores | a backup has to be read again
integrator | connects | two systems learn of each other
simulator | simulates | a what-if question comes up
inspector | inspects | a licence is renewed
labeller | labels | a new category was agreed
merger | merges duplicate | two sources disagree
notifier | sends notices about | somebody has to hear of it today
optimiser | orders | a queue grows faster than it drains
porter | ports code for | a platform goes out of service
prober | probes limits of | a big day is coming
summariser | condenses notes on | a meeting lasted more than an hour
""".splitlines()
)
SETTINGS = ("at sea level", "in the north", "for night crews", "on paper forms", "under audit")
MODELS = ("sonnet", "opus", "haiku", "inherit")
TOOLS = ("Read", "Grep", "Glob", "Edit", "Write", "Bash", "WebFetch", "WebSearch")

SENTENCES = """\
Begin with what {place} already says about {one}; {who} can tell you what it leaves out.
Write down the question in {n} lines at most before you open the first file.
Where two records about {things} disagree, keep both and let {who} say which one is newer.
Numbers come with their unit and the {day} on which they were read.
Never guess the owner of {one}; look it up in {place} or ask {who}.
A change that touches more than {n} {things} is split into parts that can be undone one by one.
Prefer the plain way that {who} already uses over a clever one that only you can read.
If a step fails {n} times for the same reason, stop and tell {who} what you saw, word for word.
Work on a copy when {who} has {place} open at the same time.
Quote names of {things} exactly as they are stored, small letters and all.
Every {day} {place} is read by {who}; leave nothing half done the evening before.
The result is a short text that {who} can act upon without opening {place}.
Ask {who} for the one missing fact rather than for everything that might help.
Old {things} are not wrong merely because they are old; rules of {n} years ago still hold for some.
When time is short, the {n} largest {things} come before the many small ones.
Say plainly what was not looked at, and why {who} may do without it.
Sort {things} by name before you compare them, so that the difference stays small.
A warning that appears for {n} in a hundred {things} is a warning about the check itself.
Keep notes as you go; on {day} the first hour of Monday is forgotten.
Do not round until the end, and say to how many of {n} places you rounded.
Two people, {who} among them, should come to the same answer from your notes alone.
Whatever {place} refuses is refused for a reason that {who} can put into a sentence.
Time zones of {place} are those of the building, {n} minutes from those of {who}.
Compare with the same {day} of last year before you call anything unusual.
An empty answer is an answer; send it to {who}, with the query that gave it.
Samples of fewer than {n} {things} are named as such, with their size.
""".splitlines()
PEOPLE = (
    "the night shift", "the owner", "the steward", "the newest colleague", "the person on call", "the bookkeeper",
    "the caretaker", "whoever asked", "the other team", "the foreman", "the registrar", "the driver",
)  # fmt: skip
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
POINTS = """\
the date on {one} lies in the past or within a year
every one of the {things} has exactly one owner
no total differs from the sum of its parts
names follow the pattern that {place} prints
links to {place} open without a second login
the change can be undone by one command
nothing personal stands in the notes
figures agree with those of the day before
each new field has a default that is safe
the summary fits on one screen
units are the same in every column
rows without a value are counted, not dropped
the oldest of the {things} was looked at by hand
errors name the record and the rule
the run takes less than a minute on a laptop
a second run changes nothing
""".splitlines()
STEPS = """\
Read the request and name the {things} that it is about.
Collect the current state from {place}, read-only.
List what differs from the state that is wanted.
Order the differences by what they would cost if left alone.
Draft the smallest change that removes the first of them.
Try it on {one} that nobody is waiting for.
Compare before and after, and keep the comparison.
Apply the rest in groups of ten.
Tell the people who work with {things} what changed.
Write the next question down for whoever comes after.
""".splitlines()
HEADINGS = ("How to work", "What matters", "Limits", "Before you start", "Habits", "When in doubt", "Background")
LAST_WORDS = """\
## What to hand back

A heading with the name of the task, the findings in order of weight, and one line on what was left out. Nothing else.
"""


class Agent(NamedTuple):
    """One made-up agent: its name, which is that of its file, and its whole text."""

    name: str
    text: str


def agents(number: int) -> Iterator[Agent]:
    """The first `number` agents. Raises `ValueError` above 10,000."""
    if number > LARGEST:
        raise ValueError(f"there are names for {LARGEST} agents")
    for index in range(number):
        yield _Writer(index).agent()


def write_fleet(folder: Path, number: int) -> None:
    """Write a fleet into the folder that Claude Code reads below `folder`. Raises `ValueError` above 10,000."""
    target = folder / PLACE
    target.mkdir(parents=True, exist_ok=True)
    for agent in agents(number):
        (target / f"{agent.name}.md").write_text(agent.text, encoding="utf-8", newline="\n")


class _Writer:
    """Writes one agent; `index` decides everything."""

    def __init__(self, index: int) -> None:
        place = index * _STRIDE % LARGEST
        rest, subject = divmod(place, len(SUBJECTS))
        setting, job = divmod(rest, len(JOBS))
        self.index = index
        self.random = random.Random(index)
        self.subject, self.job, self.setting = SUBJECTS[subject], JOBS[job], SETTINGS[setting]
        self.name = "-".join((self.subject.word, self.job.role, self.setting.split()[-1]))

    def agent(self) -> Agent:
        layouts = (self.prose, self.checklist, self.procedure, self.with_code, self.with_table)
        body = layouts[self.index % len(layouts)]()
        return Agent(self.name, f"---\n{self.header()}---\n\n{body}{LAST_WORDS}")

    def header(self) -> str:
        """A valid header in one of four styles."""
        job, subject = self.job, self.subject
        claim = f"{job.verb.capitalize()} {subject.things} {self.setting}."
        when = f"Use when {job.when}."
        tools = self.random.sample(TOOLS, self.random.randint(2, 5))
        model = self.random.choice(MODELS)
        style = self.index % 4
        if style == 0:
            return f"name: {self.name}\ndescription: {claim} {when}\ntools: {', '.join(tools)}\nmodel: {model}\n"
        if style == 1:
            listed = "".join(f"  - {tool}\n" for tool in tools)
            quoted = f"{claim} {when} Knows {subject.place}: its data and its people."
            return f'name: {self.name}\ndescription: "{quoted}"\ntools:\n{listed}'
        if style == 2:
            return (
                f"name: {self.name}\ndescription: >-\n  {claim}\n  {when} Leaves the rest\n  to its neighbours.\n"
                f"tools: [{', '.join(tools)}]\ncolor: blue\n"
            )
        said = (
            f"{when} <example>Context: {subject.one.capitalize()} in {subject.place} needs a look. "
            f"user: 'Can you see to {subject.one} before noon?' assistant: 'I will ask the {self.name} agent.' "
            f"<commentary>It {job.verb} {subject.things}, so this is its task.</commentary></example>"
        )
        quoted = f"{claim} {said}".replace("'", "''")
        return f"name: {self.name}\ndescription: '{quoted}'\nmodel: {model}\n"

    # -- layouts: five to six KB each

    def prose(self) -> str:
        parts = [f"# {self.title()}\n\n{self.paragraph(3)}\n"]
        while sum(map(len, parts)) < _LEAST:
            parts.append(f"## {self.heading(len(parts))}\n\n{self.paragraph(4)}\n\n{self.paragraph(3)}\n")
        return "\n".join([*parts, ""])

    def checklist(self) -> str:
        parts = [f"You look after {self.subject.things} {self.setting}. {self.paragraph(2)}\n"]
        while sum(map(len, parts)) < _LEAST:
            bullets = "\n".join(f"- [ ] {point}" for point in self.points(7))
            parts.append(f"## {self.heading(len(parts))}\n\n{self.paragraph(2)}\n\n{bullets}\n")
        return "\n".join([*parts, ""])

    def procedure(self) -> str:
        parts = [f"# {self.title()}\n\n{self.paragraph(2)}\n"]
        while sum(map(len, parts)) < _LEAST:
            steps = "\n".join(
                f"{number}. **{step.split()[0]}**: {step}\n   - {point}"
                for number, (step, point) in enumerate(zip(self.steps(5), self.points(5), strict=True), 1)
            )
            parts.append(f"## {self.heading(len(parts))}\n\n{steps}\n\n{self.paragraph(2)}\n")
        return "\n".join([*parts, ""])

    def with_code(self) -> str:
        word, parts = self.subject.word, [f"# {self.title()}\n\n{self.paragraph(3)}\n"]
        while sum(map(len, parts)) < _LEAST:
            number = self.random.randint(10, 99)
            parts.append(
                f"## {self.heading(len(parts))}\n\n{self.paragraph(2)}\n\n```python\n"
                f"def {self.job.role}_{number}({word}: dict[str, int]) -> int:\n"
                f'    """Count what {self.subject.place} holds."""\n'
                f"    total = 0\n    for key, value in {word}.items():\n"
                f"        if key.startswith('{word[:3]}') and value < {number}:\n"
                f"            total += value\n    return total\n```\n\n"
                f"Call it with `{self.job.role}_{number}(load())`, then run:\n\n"
                f"```bash\ngrep -rn '{word}' data/ | sort | head -{number}\n```\n"
            )
        return "\n".join([*parts, ""])

    def with_table(self) -> str:
        parts = [f"# {self.title()}\n\n{self.paragraph(3)}\n"]
        while sum(map(len, parts)) < _LEAST:
            rows = "\n".join(
                f"| {point} | {self.random.randint(1, 90)} days | **{self.random.choice(('high', 'low', 'middle'))}** |"
                for point in self.points(6)
            )
            parts.append(
                f"## {self.heading(len(parts))}\n\n{self.paragraph(2)}\n\n"
                f"| what to look at | how often | weight |\n|---|---:|---|\n{rows}\n\n> {self.paragraph(1)}\n"
            )
        return "\n".join([*parts, ""])

    # -- pieces

    def title(self) -> str:
        return f"{self.subject.word} {self.job.role}".capitalize()

    def heading(self, number: int) -> str:
        return f"{HEADINGS[number % len(HEADINGS)]} ({number})"

    def filled(self, pool: list[str], number: int) -> list[str]:
        subject, choose = self.subject, self.random
        return [
            line.format(
                things=subject.things, one=subject.one, place=subject.place, who=choose.choice(PEOPLE),
                day=choose.choice(DAYS), n=choose.randint(2, 60),
            )
            for line in choose.sample(pool, number)
        ]  # fmt: skip

    def paragraph(self, sentences: int) -> str:
        return " ".join(self.filled(SENTENCES, sentences))

    def points(self, number: int) -> list[str]:
        return self.filled(POINTS, number)

    def steps(self, number: int) -> list[str]:
        return self.filled(STEPS, number)


def main() -> None:
    """Write a fleet."""
    parser = argparse.ArgumentParser(description="Write a made-up fleet of agents.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, default=500)
    arguments = parser.parse_args()
    write_fleet(arguments.folder, arguments.files)


if __name__ == "__main__":
    main()
