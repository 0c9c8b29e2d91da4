"""Every page that can be reached keeps to the policy: nothing inline, nothing from elsewhere, nothing that leads out unasked."""

from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

HOME = "http://localhost:8300/"
LOADED = {"script": "src", "link": "href", "img": "src", "iframe": "src", "audio": "src", "video": "src", "source": "src",
          "object": "data", "embed": "src", "use": "href", "image": "href"}  # fmt: skip


class Page(HTMLParser):
    """What a page loads, where it leads, and what in it would run or paint by itself."""

    def __init__(self, text):
        super().__init__()
        self.loads, self.links, self.forms, self.inline = [], [], [], []
        self._within = ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        named = dict(attributes)
        self._within = tag
        self.inline += [f"<{tag} {name}>" for name in named if name.startswith("on") or name == "style"]
        self.inline += [
            f"<{tag} {name}={value}>"
            for name, value in attributes
            if (value or "").lstrip().lower().startswith("javascript:")
        ]
        if tag in LOADED and named.get(LOADED[tag]):
            self.loads.append(named[LOADED[tag]])
        if tag == "a" and named.get("href"):
            self.links.append((named["href"], named.get("rel", "")))
        if tag == "form":
            self.forms.append(named.get("action", ""))

    def handle_endtag(self, tag):
        self._within = ""

    def handle_data(self, data):
        if self._within in ("script", "style") and data.strip():
            self.inline.append(f"<{self._within}> {data.strip()[:60]}")


def test_all_pages_that_can_be_reached_keep_to_the_policy(client, csrf, audited, library, works_file):
    library.import_files(works_file)
    client.post(
        f"/audits/{audited}/claim/1", json={"action": "note", "text": "<b onclick=x>"}, headers={"x-csrf-token": csrf}
    )
    library.submit("audit", {"upload": "x", "name": "<i style=x>.txt"})
    waiting, seen, static = [HOME, f"{HOME}compare?before={audited}&after={audited}"], set(), set()
    while waiting:
        address = waiting.pop()
        if address in seen or "/language/" in address:
            continue
        seen.add(address)
        answer = client.get(address.removeprefix(HOME.rstrip("/")), headers={"accept": "text/html"})
        assert answer.status_code in (200, 303), address
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy, address
        assert "unsafe" not in policy, address
        if not answer.headers.get("content-type", "").startswith("text/html") or "attachment" in answer.headers.get(
            "content-disposition", ""
        ):
            continue
        page = Page(answer.text)
        assert page.inline == [], address
        for load in page.loads:
            assert load == "data:," or load.startswith("/static/"), (address, load)
            static.add(load)
        assert all(form.startswith("/") for form in page.forms if form), address
        for link, rel in page.links:
            target = urldefrag(urljoin(address, link))[0]
            if urlsplit(target).netloc == urlsplit(HOME).netloc:
                waiting.append(target)
            else:
                assert "noreferrer" in rel, (address, link)
    paths = {urlsplit(address).path for address in seen}
    assert {
        "/",
        "/library",
        "/articles",
        "/state",
        "/duplicates",
        "/users",
        "/compare",
        f"/audits/{audited}",
        f"/audits/{audited}/letter",
    } <= paths
    assert any(path.startswith("/works/") for path in paths)
    for path in static - {"data:,"}:
        assert client.get(path).status_code == 200, path
