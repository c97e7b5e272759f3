#!/bin/sh
# The example briefs become linked data in demo/legation.kb, which then answers some questions.
# Usage: demo.sh PATH-OF-LEGATION, from the top of the checkout.
set -eu
legation=$1
LEGATION_STORE=demo/legation.kb
export LEGATION_STORE

# On a terminal a heading is set off; in a file it is plain.
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then bold=$(printf '\033[1m') off=$(printf '\033[0m'); else bold='' off=''; fi

# show HEADING ARGUMENT...: print what would be typed, then do it.
show() {
    printf '\n%s%s%s\n$ legation' "$bold" "$1" "$off"
    shift
    for word in "$@"; do
        case $word in *[\ \;]*) printf " '%s'" "$word" ;; *) printf ' %s' "$word" ;; esac
    done
    printf '\n\n'
    "$legation" "$@"
}

# ask HEADING QUERY ARGUMENT...: a stored query; a table even where the output is no terminal.
ask() {
    heading=$1
    shift
    show "$heading" query "$@" --format table
}

rm -rf demo
mkdir demo
show 'Six briefs are read, checked against the shapes and stored.' load examples/briefs

ask 'What have Guatemala and Russia done to each other, in the order of time?' timeline -p state=Guatemala -p other=Russia
ask 'Who is said to hold office in Guatemala?' tenures -p state=Guatemala
ask 'On whom does Russia depend, and for what?' dependence -p state=Russia
ask 'Who could replace Ecuador as a supplier of bananas?' alternatives -p supplier=Ecuador -p commodity=bananas

show 'What follows by the rules of the ontology?' reason

fact=$("$legation" query condemnations -p state=Guatemala --format tsv | sed -n '2s#.*/\(act/[0-9a-f]*\)>.*#\1#p')
show 'And why should one believe that Guatemala condemned Russia?' why "$fact"

printf '\n%sNow ask your own:%s\n' "$bold" "$off"
cat <<END
  export LEGATION_STORE=$LEGATION_STORE PATH="\$PWD/.venv/bin:\$PATH"
  legation queries                          the questions that are stored
  legation query acts -p state=Mali         every act that Mali has a part in
  legation load YOUR-BRIEF.txt              a brief of your own: .txt, .md, .html or .jsonl
  legation export -o demo/facts.ttl         the facts as Turtle, for any triple store
END
