#!/usr/bin/env bash
# Runs experiments, puts what they came to on the page of the workflow's run, and compares them with earlier results.
# Takes DRILL_EXPERIMENTS, DRILL_OUT, DRILL_BASELINE (may be empty) and DRILL_STRICT; exits as ordeal does.
# These are not called ORDEAL_…: ordeal itself takes flags from such variables.
set -uo pipefail

flags=()
if [ "${DRILL_STRICT:-false}" = true ]; then flags+=(--strict); fi
# Unquoted: the shell splits the words and follows the globs.
# shellcheck disable=SC2086
ordeal run $DRILL_EXPERIMENTS "${flags[@]}" --out "$DRILL_OUT" \
  --junit "$DRILL_OUT/ordeal.xml" --markdown "$DRILL_OUT/ordeal.md"
code=$?
echo "results=$DRILL_OUT" >> "$GITHUB_OUTPUT"
if [ -f "$DRILL_OUT/ordeal.md" ]; then cat "$DRILL_OUT/ordeal.md" >> "$GITHUB_STEP_SUMMARY"; fi

compared=0
if [ -n "${DRILL_BASELINE:-}" ]; then
  for result in "$DRILL_OUT"/*.result.json; do
    before="$DRILL_BASELINE/$(basename "$result")"
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
