"""A whole conversation with the official Python client, as a program for assistants has it.

    python conversation.py http://127.0.0.1:7411/mcp
    python conversation.py newshound mcp

It is played in both revisions of the protocol. The client itself checks structured content against the output schemas.
"""

import asyncio
import sys

from mcp import Client, MCPError, StdioServerParameters

TOOLS = ["search", "fetch", "list", "timeline", "facets", "status"]
MODERN = "2026-07-28"


async def converse(server, mode):
    async with Client(server, mode=mode) as client:
        print(mode, client.protocol_version)
        # A client that knows the revision before asks for nothing first.
        if mode != MODERN:
            assert client.server_info.name == "newshound"
            assert "cite headline" in client.instructions

        tools = (await client.list_tools()).tools
        assert [tool.name for tool in tools] == TOOLS
        assert all(tool.annotations.read_only_hint for tool in tools)

        status = await call(client, "status")
        assert status["articles"] == 13

        # A question, its articles over time and by outlet.
        found = await call(client, "search", query="lawsuit", limit=2)
        assert found["total"]["articles"] == 3
        rest = await call(client, "search", query="lawsuit", limit=2, cursor=found["cursor"])
        hits = found["hits"] + rest["hits"]
        assert len({hit["address"] for hit in hits}) == found["total"]["passages"]
        for hit in hits:
            for start, end in hit["marks"]:
                assert hit["text"][start:end].startswith("lawsuit")
        over_time = await call(client, "timeline", query="lawsuit", by="month")
        assert sum(bucket["counts"][0] for bucket in over_time["buckets"]) == 3
        outlets = await call(client, "facets", query="lawsuit")
        assert sum(value["count"] for value in outlets["facets"][0]["values"]) == 3

        # What was found is read in full, as a tool and as a resource.
        address = hits[0]["address"]
        article = address.split(":")[0]
        whole = (await call(client, "fetch", id=article))["articles"][0]
        passage = (await call(client, "fetch", id=address))["articles"][0]
        assert passage["text"] in whole["text"]
        resource = await client.read_resource(f"newshound://article/{article}")
        assert resource.contents[0].text == whole["text"]
        assert len((await client.list_resources()).resources) == 10
        template = (await client.list_resource_templates()).resource_templates[0]
        assert template.uri_template == "newshound://article/{id}"

        # What cannot be asked is for the model to mend.
        for arguments, hint in [({"qery": "chip"}, "`query`"), ({"query": "/(/"}, "hint: write")]:
            refused = await client.call_tool("search", arguments)
            assert refused.is_error and hint in refused.content[0].text
        listed = await call(client, "list", query="zzzqqq")
        assert listed["articles"] == []
        try:
            await client.read_resource("newshound://article/zzz")
            raise AssertionError("there is no such resource")
        except MCPError as error:
            assert "no resource" in str(error)


async def call(client, tool, **arguments):
    """The structured content of a call that succeeds; the text is there for those who take that alone."""
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, result.content[0].text
    assert len(result.content) == 1 and result.content[0].text
    return result.structured_content


def server(arguments):
    if arguments[0].startswith("http://"):
        return arguments[0]
    return StdioServerParameters(command=arguments[0], args=arguments[1:])


async def main():
    for mode in ["legacy", MODERN, "auto"]:
        await converse(server(sys.argv[1:]), mode)
    print("well")


asyncio.run(main())
