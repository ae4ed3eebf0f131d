"""`inventory-api doctor`: what is configured, what does not answer, what is unsafe."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rich_click as click

from inventory_api.cli.common import as_json

if TYPE_CHECKING:
    from inventory_api.doctor.findings import Report


@click.command()
@as_json
@click.pass_context
def doctor(context: click.Context, as_json: bool) -> None:
    """Say what is configured and from where, what does not answer, and what is unsafe. Secrets are not shown.

    Ends with 0 where nothing has to be done, with 1 where something is unsafe or missing, with 2 where the service cannot work.
    """
    from inventory_api.cli.output import show_json

    report = _report()
    if as_json:
        show_json(report)
    else:
        click.echo(_written(report))
    context.exit(report.exit_code)


def _report() -> Report:
    from pydantic import ValidationError
    from pydantic_settings import SettingsError

    from inventory_api.cli.setup import unreadable, unusable
    from inventory_api.doctor.report import examine, without_settings
    from inventory_api.settings import Settings

    try:
        settings = Settings()
    except ValidationError as error:
        return without_settings(unusable(error))
    except SettingsError as error:
        return without_settings(unreadable(error))
    return examine(settings)


def _written(report: Report) -> str:
    from inventory_api.cli.output import cell, table

    given = [[setting.name, cell(setting.value), cell(setting.source)] for setting in report.settings]
    found = [f"{finding.level} {finding.code}: {finding.message}" for finding in report.findings]
    settings = table(["setting", "value", "from"], given) if given else "All settings are at their defaults."
    if any(finding.code == "settings" for finding in report.findings):
        settings = "The settings cannot be used, so that nothing else was looked at."
    return "\n".join([f"inventory-api {report.version}", "", settings, "", *(found or ["Nothing was found to be wrong."])])
