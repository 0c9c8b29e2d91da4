# refdb in a box: docker build -t refdb . && docker run --rm -v "$PWD:/work" refdb audit article.docx --html report.html
FROM python:3.13-slim AS wheel
WORKDIR /source
COPY . .
RUN pip install --no-cache-dir hatchling && python -m hatchling build -t wheel -d /wheels

FROM python:3.13-slim
RUN apt-get update && apt-get install -y --no-install-recommends libgomp1 && rm -rf /var/lib/apt/lists/*
COPY --from=wheel /wheels /wheels
RUN pip install --no-cache-dir "$(ls /wheels/refdb-*.whl)[styles]" && rm -r /wheels && useradd --create-home --uid 1000 refdb
USER refdb
WORKDIR /work
ENTRYPOINT ["refdb"]
CMD ["--help"]
