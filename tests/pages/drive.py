"""Answer any exercise as a learner would: with the mouse, or with the keyboard alone."""

from __future__ import annotations

from playwright.sync_api import expect

WORDS = "You did everything for her. And there is one night you have carried alone."


class Mouse:
    """Clicks, ticks, picks from lists."""

    def __init__(self, page):
        self.page = page

    def tick(self, box) -> None:
        box.check()

    def pick(self, select, value: str) -> None:
        select.select_option(value)

    def press(self, button, times: int = 1) -> None:
        for _ in range(times):
            button.click()

    def write(self, field, text: str) -> None:
        field.fill(text)


class Keyboard:
    """Tab, arrows, Space, Enter and typing; the mouse is never touched, focus is never set from outside."""

    def __init__(self, page):
        self.page = page

    def _go(self, target) -> None:
        handle = target.element_handle()
        there = "node => document.activeElement === node || (node.type === 'radio' && document.activeElement?.type === 'radio' && document.activeElement.name === node.name)"
        ahead = "node => !document.activeElement || document.activeElement === document.body || !!(document.activeElement.compareDocumentPosition(node) & 4)"
        key = "Tab" if handle.evaluate(ahead) else "Shift+Tab"
        for _ in range(600):
            if handle.evaluate(there):
                return
            self.page.keyboard.press(key)
        raise AssertionError("the keyboard does not reach this control")

    def tick(self, box) -> None:
        self._go(box)
        if box.get_attribute("type") == "radio":
            self.page.keyboard.press("Space")
            for _ in range(12):
                if box.is_checked():
                    return
                self.page.keyboard.press("ArrowDown")
            raise AssertionError("the arrow keys do not reach this option")
        if not box.is_checked():
            self.page.keyboard.press("Space")

    def pick(self, select, value: str) -> None:
        self._go(select)
        self.page.keyboard.press("Home")
        for _ in range(20):
            if select.input_value() == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError("the arrow keys do not reach this entry")

    def press(self, button, times: int = 1) -> None:
        for _ in range(times):
            self._go(button)
            self.page.keyboard.press("Enter")

    def write(self, field, text: str) -> None:
        self._go(field)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)


def give(hand, card, exercise, response) -> None:
    """Put a response into a card's controls without sending it."""
    match exercise.kind:
        case "choice":
            hand.tick(card.locator(f'.ipt-options input[value="{response}"]'))
        case "multiple":
            for id in response:
                hand.tick(card.locator(f'.ipt-options input[value="{id}"]'))
        case "order":
            shown = [step["id"] for step in exercise.task.shown()["steps"]]
            for at, id in enumerate(response):
                now = shown.index(id)
                if now > at:
                    hand.press(card.locator(".ipt-step").nth(now).locator("button").first)
                    for moved in range(1, now - at):
                        hand.press(card.locator(".ipt-step").nth(now - moved).locator("button").first)
                    shown.insert(at, shown.pop(now))
        case "sort" | "match":
            for n, id in enumerate(card_ids(exercise)):
                if id in response:
                    hand.pick(card.locator("select").nth(n), response[id])
        case "decision" | "balance":
            for n, id in enumerate(card_ids(exercise)):
                hand.pick(card.locator(".ipt-rows select").nth(n), response[id])
            if "_then" in response:
                hand.tick(card.locator(f'.ipt-then input[value="{response["_then"]}"]'))
        case "label":
            for n, line in enumerate(exercise.task.lines):
                for tag in response.get(line.id, []):
                    hand.tick(card.locator(".ipt-line").nth(n).locator(f'input[value="{tag}"]'))
        case "inventory":
            for n, id in enumerate(exercise.task.people):
                if id in response:
                    hand.pick(card.locator("select").nth(n), str(response[id]["ring"]))
        case "interview":
            for id in response:
                question = card.locator(f'.ipt-ask-this[data-question="{id}"]')
                hand.press(question)
                expect(question).to_have_attribute("data-asked", "")
        case "area_points":
            for n, points in enumerate(response.values()):
                hand.write(card.locator("input[type=number]").nth(n), str(points))
        case "formulation" | "communication":
            for slot in exercise.task.slots:
                if slot.options and slot.id in response:
                    hand.tick(card.locator(f'input[type=radio][value="{response[slot.id]}"]').first)
            for n, slot in enumerate(s for s in exercise.task.slots if s.write):
                if slot.id in response:
                    hand.write(card.locator("textarea").nth(n), WORDS)
        case "say_it":
            hand.write(card.locator("textarea"), WORDS)
        case "timeline" | "questionnaire" | "trend" | "number" | "forecast" | "planner" | "plane" | "rate" | "red_pen":
            fill(hand, card, exercise, response)
    if exercise.confidence:
        hand.tick(card.locator('.ipt-sure input[value="80"]'))


def fill(hand, card, exercise, response) -> None:
    """Fill in the fields of a card made of small fields."""
    for field in exercise.task.fields():
        value = response.get(field.id)
        if value is None:
            continue
        # a field shares its row with those about it, so find it by its place among all of its type
        same = [one.id for one in exercise.task.fields() if one.type == field.type].index(field.id)
        match field.type:
            case "number":
                hand.write(card.locator(".ipt-ask input[type=number]").nth(same), f"{value:g}")
            case "list":
                hand.pick(card.locator(".ipt-ask select").nth(same), value)
            case "radio":
                hand.tick(card.locator(f'.ipt-ask input[type=radio][value="{value}"]'))
            case "point":
                for n, side in enumerate("xy"):
                    hand.write(card.locator(".ipt-ask-point input").nth(2 * same + n), f"{value[side]:g}")


def card_ids(exercise) -> list[str]:
    return [one["id"] for one in exercise.task.shown()["cards"]]


def send(hand, card) -> None:
    hand.press(card.locator("button[type=submit]"))


def solve(hand, card, exercise) -> None:
    """Answer rightly, to the end."""
    give(hand, card, exercise, exercise.task.solution())
    send(hand, card)
    if exercise.kind != "say_it":
        expect(card).to_have_attribute("data-outcome", "right")
        return
    expect(card.locator(".ipt-criteria")).to_be_visible()
    hand.tick(card.locator(".ipt-criteria input").first)
    send(hand, card)
    expect(card.locator(".ipt-model").first).to_be_visible()
    hand.write(card.locator("textarea"), WORDS + " Again.")
    send(hand, card)
    expect(card.locator("textarea")).to_have_count(0)
    expect(card).to_have_attribute("data-outcome", "done")
