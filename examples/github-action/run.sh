#!/usr/bin/env bash
# Runs experiments, puts what they came to on the page of the workflow's run, and compares them with earlier results.
# Takes ORDEAL_EXPERIMENTS, ORDEAL_OUT, ORDEAL_BASELINE (may be empty) and ORDEAL_STRICT; exits as ordeal does.
set -uo pipefail

flags=()
if [ "${ORDEAL_STRICT:-false}" = true ]; then flags+=(--strict); fi
# Unquoted: the shell splits the words and follows the globs.
# shellcheck disable=SC2086
ordeal run $ORDEAL_EXPERIMENTS "${flags[@]}" --out "$ORDEAL_OUT" \
  --junit "$ORDEAL_OUT/ordeal.xml" --markdown "$ORDEAL_OUT/ordeal.md"
code=$?
echo "results=$ORDEAL_OUT" >> "$GITHUB_OUTPUT"
if [ -f "$ORDEAL_OUT/ordeal.md" ]; then cat "$ORDEAL_OUT/ordeal.md" >> "$GITHUB_STEP_SUMMARY"; fi

compared=0
if [ -n "${ORDEAL_BASELINE:-}" ]; then
  for result in "$ORDEAL_OUT"/*.result.json; do
    before="$ORDEAL_BASELINE/$(basename "$result")"
    if [ ! -f "$before" ]; then continue; fi
    text=$(NO_COLOR=1 ordeal diff "$before" "$result" 2>&1)
    one=$?
    echo "$text"
    printf '\n```text\n%s\n```\n' "$text" >> "$GITHUB_STEP_SUMMARY"
    if [ "$one" -ne 0 ] && [ "$compared" -eq 0 ]; then compared=$one; fi
  done
fi
if [ "$code" -ne 0 ]; then exit "$code"; fi
exit "$compared"
