"""``koppi account``: what an operator does with professionals' local accounts. It never shows a password."""

import argparse
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from koppi.config.progress import say
from koppi.desk.leaving import end_work
from koppi.identity import actions
from koppi.identity.actions.passwords import ACTIVATION_LASTS
from koppi.identity.models import User
from koppi.identity.one_time import grouped
from koppi.identity.queries import factors_of
from koppi.people.actions import join_team, make_professional
from koppi.people.models import Profession, Professional, Team


class CannotDo(Exception):
    """What was asked cannot be done; the text tells the operator why."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Teach the command line the words of `koppi account`."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="what")
    add = verbs.add_parser(
        "add", help="add a professional with a local account, and print an activation code"
    )
    add.add_argument("username")
    add.add_argument("--given-name", required=True)
    add.add_argument("--family-name", required=True)
    add.add_argument("--profession", required=True, choices=Profession.values, metavar="PROFESSION")
    add.add_argument("--licence", default="licensed", choices=Professional.Licence.values)
    add.add_argument("--team", action="append", default=[], metavar="CODE", help="may be given several times")
    reset = verbs.add_parser("reset", help="end a password or the second factors, because they are lost")
    reset.add_argument("username")
    reset.add_argument("what", choices=("password", "factors"))
    verbs.add_parser("list", help="list the professionals' accounts")
    end = verbs.add_parser("end", help="close an account at once; matters go back to the teams")
    end.add_argument("username")


def do(options: argparse.Namespace, at: datetime) -> None:
    """Do what the options ask, as Koppi's own account, so that it stands in the ledger.

    :raises CannotDo: with the reason
    """
    verb = options.verb
    if verb == "list":
        _list()
    elif verb == "add":
        _add(options, at)
    elif verb == "end":
        _end(_professional(options.username), at)
    elif options.what == "password":
        _tell_code(_professional(options.username).user, at)
    else:
        user = _professional(options.username).user
        actions.reset_factors(user=user, by=User.objects.system(), at=at)
        say("The second factors are gone, and every sign-in has ended. The next sign-in sets one up anew.")


def _add(options: argparse.Namespace, at: datetime) -> None:
    username = options.username.strip().lower()
    if not username or len(username) > 64 or User.objects.filter(username=username).exists():
        raise CannotDo("The username is taken, or is no username.")
    by = User.objects.system()
    teams = list(Team.objects.filter(code__in=options.team, closed_at=None))
    if missing := set(options.team) - {team.code for team in teams}:
        raise CannotDo(f"There is no open team {sorted(missing)[0]}.")
    with transaction.atomic():
        professional = make_professional(
            username=username,
            given_name=options.given_name,
            family_name=options.family_name,
            profession=options.profession,
            licence=options.licence,
            by=by,
            at=at,
        )
        for team in teams:
            join_team(professional=professional, team=team, by=by, at=at)
        _tell_code(professional.user, at)


def _tell_code(user: User, at: datetime) -> None:
    if not settings.LOCAL_ACCOUNTS:
        raise CannotDo("Local accounts are switched off (KOPPI_LOCAL_ACCOUNTS).")
    code = actions.invite(user=user, by=User.objects.system(), at=at)
    hours = int(ACTIVATION_LASTS.total_seconds() // 3600)
    say(f"Activation code of {user.username}: {grouped(code)}")
    say(f"It works once, within {hours} hours, at {reverse('identity:activate')}. It is not shown again.")
    say("Give it to the person themselves, in person or by telephone, once you know who they are.")


def _end(professional: Professional, at: datetime) -> None:
    sent = end_work(professional=professional, substitute=None, by=User.objects.system(), at=at)
    say(f"The account is closed. Matters sent back to the teams: {sent}.")


def _list() -> None:
    for user in User.objects.filter(kind=User.Kind.PROFESSIONAL).order_by("username"):
        factors = factors_of(user)
        facts = [
            "open" if user.is_active else "closed",
            "password" if user.has_usable_password() else "no password",
            "code app" if factors.code_app else "",
            f"passkeys: {len(factors.passkeys)}" if factors.passkeys else "",
            f"recovery codes: {factors.codes_left}" if factors.codes_left else "",
        ]
        say(f"{user.username}: {', '.join(fact for fact in facts if fact)}")


def _professional(username: str) -> Professional:
    found = Professional.objects.filter(user__username=username.strip().lower(), user__is_active=True).first()
    if found is None:
        raise CannotDo("There is no open account of a professional with that username.")
    return found
