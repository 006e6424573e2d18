"""The ways into the chat of the demo county lead to real topics and teams."""

from datetime import UTC, datetime

from koppi.chat.models import Route
from koppi.config.demo.county import build_county
from koppi.matters.actions.opening import open_route
from koppi.matters.models import Topic

AT = datetime(2025, 3, 3, 7, tzinfo=UTC)


def test_each_topic_of_a_route_goes_to_a_team_of_its_register(db):
    build_county(at=AT)

    topics = {topic.code: topic for topic in Topic.objects.in_force(AT)}
    for route in Route.objects.all():
        for code in route.topics:
            assert route.register in topics[code].touched, (route.code, code)
            assert open_route(topics[code], route.register, AT)[0].register == route.register
