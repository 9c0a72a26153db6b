"""Access logs of AWS: load balancers, CloudFront, S3, VPC flow logs. The lines follow AWS's documentation."""

from __future__ import annotations

import pytest

from crosscut.formats.alb import Alb, ClassicElb, Nlb
from crosscut.formats.cloudfront import CloudFront
from crosscut.formats.parsed import Format
from crosscut.formats.s3_access import S3Access
from crosscut.formats.vpc_flow import VpcFlow
from tests.unit.formats.parsing import RECEIVED, nanos
from tests.unit.formats.samples import lines_of, records_of


def test_alb_a_request_that_no_target_answered() -> None:
    record = records_of(Alb(), lines_of("aws_alb.log"))[2]

    assert record.body == "GET / 502"
    assert record.severity_number == 17
    assert record.time_unix_nano == nanos("2026-11-17T22:23:00.186641")
    assert {
        "client.address": "203.0.113.5",
        "client.port": 2817,
        "http.response.status_code": 502,
        "http.request.method": "GET",
        "server.address": "www.example.com",
        "server.port": 80,
        "user_agent.original": "curl/7.46.0",
    }.items() <= record.attributes.items()
    assert "target_status_code" not in record.attributes
    assert record.resource == {
        "service.name": "my-loadbalancer",
        "cloud.region": "us-east-2",
        "cloud.account.id": "123456789012",
        "target_group": "my-targets",
    }


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, {"http.server.request.duration": 0.001, "target_status_code": 200, "target": "192.0.2.1:80"}),
        (
            1,
            {
                "tls.protocol.version": "TLSv1.2",
                "url.path": "/cart",
                "url.query": "id=7",
                "url.scheme": "https",
            },
        ),
        (3, {"error_reason": "LambdaInvalidResponse"}),
        (4, {"http.response.status_code": 500, "target_status_code": 500}),
    ],
)
def test_alb_what_a_line_tells(number: int, expected: dict[str, object]) -> None:
    assert expected.items() <= records_of(Alb(), lines_of("aws_alb.log"))[number].attributes.items()


def test_alb_times_of_minus_one_are_no_duration() -> None:
    record = records_of(Alb(), lines_of("aws_alb.log"))[5]

    assert record.attributes["http.response.status_code"] == 460
    assert "http.server.request.duration" not in record.attributes


def test_classic_requests_and_tcp_connections() -> None:
    request, connection = records_of(ClassicElb(), lines_of("aws_elb.log"))

    assert request.body == "GET / 200"
    assert request.attributes["http.server.request.duration"] == pytest.approx(0.001178)
    assert connection.body == "TCP connection"


def test_nlb_connections() -> None:
    connection, alert = records_of(Nlb(), lines_of("aws_nlb.log"))

    assert connection.time_unix_nano == nanos("2026-11-17T02:59:40")
    assert connection.attributes["client.address"] == "203.0.113.5"
    assert connection.attributes["tls.protocol.version"] == "tlsv12"
    assert (alert.body, alert.severity_number) == ("TLS connection, alert 42", 13)


def test_cloudfront_in_the_order_of_the_standard_log() -> None:
    version, fields, hit, error = records_of(CloudFront(), lines_of("aws_cloudfront.log"))

    assert version.time_unix_nano is None
    assert fields.body.startswith("#Fields:")
    assert hit.body == "GET /index.html 200"
    assert hit.time_unix_nano == nanos("2026-11-17T21:02:31")
    assert hit.attributes["user_agent.original"] == "Mozilla/5.0 (Windows NT 10.0)"
    assert hit.attributes["http.server.request.duration"] == 0.001
    assert (error.body, error.severity_number) == ("GET /api/cart 502: OriginConnectError", 17)
    assert error.attributes["x-edge-result-type"] == "Error"


def test_cloudfront_in_the_order_of_its_header() -> None:
    header = "#Fields: timestamp sc-status cs-method cs-uri-stem c-ip x-edge-location time-taken sc-bytes"
    format_ = CloudFront.for_header(header)

    assert format_ is not None
    record = format_.parse("1763373600.123\t503\tPUT\t/x\t203.0.113.5\tLAX1\t0.5\t12\t", RECEIVED)

    assert record is not None
    assert record.body == "PUT /x 503"
    assert record.time_unix_nano == nanos("2025-11-17T10:00:00.123")
    assert record.attributes["client.address"] == "203.0.113.5"


def test_s3_requests() -> None:
    denied, put, lifecycle = records_of(S3Access(), lines_of("aws_s3_access.log"))

    assert (denied.body, denied.severity_number) == ("GET /amzn-s3-demo-bucket1 404: NoSuchBucketPolicy", 13)
    assert denied.time_unix_nano == nanos("2026-11-17T00:00:38")
    assert {
        "aws.s3.bucket": "amzn-s3-demo-bucket1",
        "client.address": "192.0.2.3",
        "operation": "REST.GET.BUCKETPOLICY",
        "http.server.request.duration": 0.038,
    }.items() <= denied.attributes.items()
    assert put.attributes["aws.s3.key"] == "s3-dg.pdf"
    assert lifecycle.body == "S3.EXPIRE.OBJECT"


def test_vpc_flows() -> None:
    accepted, rejected, nodata = records_of(VpcFlow(), lines_of("aws_vpc_flow.log"))

    assert accepted.body == "ACCEPT tcp to port 443"
    assert accepted.time_unix_nano == nanos("2026-11-17T10:00:10")
    assert {
        "source.address": "203.0.113.5",
        "client.address": "203.0.113.5",
        "destination.port": 443,
        "network.transport": "tcp",
        "packets": 20,
        "bytes": 4249,
        "action": "ACCEPT",
        "aws.ec2.network_interface.id": "eni-1235b8ca123456789",
    }.items() <= accepted.attributes.items()
    assert accepted.resource == {"cloud.account.id": "123456789010"}
    assert (rejected.body, rejected.severity_number) == ("REJECT tcp to port 22", 10)
    assert nodata.body == "flow log NODATA"


def test_vpc_flows_in_the_order_of_a_header() -> None:
    header, flow = lines_of("aws_vpc_flow_header.log")
    format_ = VpcFlow.for_header(header)

    assert format_ is not None
    record = format_.parse(flow, RECEIVED)

    assert record is not None
    assert record.body == "ACCEPT tcp to port 5001"
    assert record.resource["aws.vpc.id"] == "vpc-abcdefab012345678"
    assert record.attributes["pkt-dstaddr"] == "192.0.2.62"


def test_vpc_flows_in_an_unknown_order_are_told_by_their_values() -> None:
    header, flow = lines_of("aws_vpc_flow_header.log")
    format_ = VpcFlow()

    assert format_.parse(header, RECEIVED) is not None
    record = format_.parse(flow, RECEIVED)

    assert record is not None
    assert record.attributes["action"] == "ACCEPT"
    assert record.attributes["source.address"] == "203.0.113.42"
    assert record.resource["host.id"] == "i-01234567890123456"


@pytest.mark.parametrize("format_", [Alb(), ClassicElb(), Nlb(), CloudFront(), S3Access(), VpcFlow()])
@pytest.mark.parametrize(
    "line",
    ["", "2 3 4", "accept all from eni-12345678", "GET / 200", "2026-11-17T10:00:00Z something happened"],
)
def test_other_lines_are_not_taken(format_: Format, line: str) -> None:
    assert format_.parse(line, RECEIVED) is None


def test_alb_an_ipv6_client_is_an_address_without_brackets() -> None:
    line = lines_of("aws_alb.log")[0]
    client = line.split()[3]
    parsed = Alb().parse(line.replace(client, "[2001:db8::1]:2817", 1), RECEIVED)

    assert parsed is not None
    assert (parsed.attributes["client.address"], parsed.attributes["client.port"]) == ("2001:db8::1", 2817)
