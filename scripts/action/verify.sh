#!/usr/bin/env bash
# What action.yml runs: `refdb verify` on each file, as annotations; the exit status is what `fail-on` asks for.
set -uo pipefail
[ -n "${REFDB_MAILTO:-}" ] || unset REFDB_MAILTO
read -r -a patterns <<<"$(tr '\n' ' ' <<<"${REFDB_FILES:?names of files}")"
shopt -s nullglob
files=()
for pattern in "${patterns[@]}"; do
  # shellcheck disable=SC2206  # patterns are to be expanded
  found=($pattern)
  [ "${#found[@]}" -gt 0 ] || { echo "::error::no file is named $pattern"; exit 2; }
  files+=("${found[@]}")
done
worst=0
for file in "${files[@]}"; do
  refdb verify "$file" --format github
  status=$?
  [ "$status" -le "$worst" ] || worst=$status
done
if [ -n "${REFDB_SARIF:-}" ]; then
  refdb verify "${files[0]}" --format sarif >"$REFDB_SARIF" || true
fi
case "$worst:${REFDB_FAIL_ON:-findings}" in
  0:* | 1:nothing | 3:nothing | 3:findings) exit 0 ;;
  *) exit "$worst" ;;
esac
