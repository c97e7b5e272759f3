#!/bin/sh
# The example briefs become linked data in demo/legation.kb, which then answers some questions.
# Usage: demo.sh PATH-OF-LEGATION, from the top of the checkout.
set -eu
legation=$1
LEGATION_STORE=demo/legation.kb
export LEGATION_STORE

# On a terminal a command and its heading are set off; in a file they are plain.
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then bold=$(printf '\033[1m'); plain=$(printf '\033[0m'); else bold= plain=; fi
ask() {
    heading=$1
    shift
    printf '\n%s%s%s\n$ legation %s\n' "$bold" "$heading" "$plain" "$*"
    "$legation" "$@"
}

rm -rf demo
mkdir demo
printf '%sSix briefs are read: who did what to whom, who held which office, who traded what.%s\n' "$bold" "$plain"
printf '$ legation load examples/briefs\n'
"$legation" load examples/briefs

ask "Every act, with the words it rests on" query acts --format table

printf '\n%sIt is yours to ask now:%s\n' "$bold" "$plain"
cat <<END
  export LEGATION_STORE=$LEGATION_STORE PATH=\$PWD/.venv/bin:\$PATH
  legation queries                       what can be asked
  legation load YOUR-BRIEF.txt           your own .txt, .md, .html or .jsonl
END
