"""Options of a command in a TOML file: one table for each command, one key for each option."""

from __future__ import annotations

import tomllib
from pathlib import Path

import click


def _read(context: click.Context, _option: click.Parameter, path: Path | None) -> Path | None:
    """Make what the file says about this command its defaults; complain about what no option is called."""
    if path is None:
        return None
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise click.BadParameter(f"{path} cannot be read: {error}") from None
    commands = context.find_root().command.commands if context.parent else {}
    if unknown := [name for name, table in said.items() if name not in commands or not isinstance(table, dict)]:
        raise click.BadParameter(f"{path} has no use for {_listed(unknown)}. It holds tables like [serve] and [teach].")
    mine = {key.replace("-", "_"): value for key, value in said.get(context.info_name, {}).items()}
    known = {name: one.name for one in context.command.params for name in _names(one)}
    if unknown := [key for key in mine if key not in known]:
        options = _listed(sorted(name.replace("_", "-") for name in known))
        raise click.BadParameter(
            f"{path}: [{context.info_name}] has no option {_listed(k.replace('_', '-') for k in unknown)}. Options: {options}."
        )
    several = {one.name for one in context.command.params if one.multiple}
    mine = {key: [value] if known[key] in several and isinstance(value, str) else value for key, value in mine.items()}
    context.default_map = {known[key]: value for key, value in mine.items()} | dict(context.default_map or {})
    return path


def _names(option: click.Parameter) -> list[str]:
    """What an option is called in the file: its long names without the dashes."""
    long = [name[2:].replace("-", "_") for name in option.opts if name.startswith("--")]
    return [name for name in long if name not in ("config", "help")]


def _listed(names) -> str:
    return ", ".join(f"'{name}'" for name in names)


config_option = click.option(
    "--config",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    envvar="IPT_CONFIG",
    is_eager=True,
    expose_value=False,
    callback=_read,
    help="TOML file with a table for each command ([serve], [teach]) and a key for each of its options, written as "
    'here without the dashes: port = 9000, user-header = "X-Forwarded-User".',
)
