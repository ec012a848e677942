#!/usr/bin/env bash
# test/conformance/myjvn_written.sh — our own XML against IPA's schemas (xmllint). The real advisories, IPA's own examples and
# generated ones are written as VULDEF, JVNRSS, Atom and as answers of MyJVN, in the languages they have; every document must be
# valid. The schemas import some that are
# not published beside them: one of an empty name space stands in for each. The control is a document that must not be valid.
set -uo pipefail
shared=${TODOKE_SHARED:-../shared}
todoke=${B:-build}/todoke
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
schemas=$shared/data/myjvn/schemas/hnd
advisories=$shared/data/jvn-advisories/jpcert-cna.jsonl
passed=0 failed=0 skipped=0

if [ ! -e "$schemas/vuldef_3.2.xsd" ] || [ ! -e "$advisories" ] || ! command -v xmllint >/dev/null; then
    printf '%-10s %-44s skipped: no schemas, advisories or xmllint\n' myjvn "own XML against IPA's XSDs"
    echo "myjvn_written: 0 passed, 0 failed, 1 skipped"
    exit 0
fi

# One schema that knows them all, and a catalogue that finds IPA's files by their addresses.
cp "$schemas"/*.xsd "$work"
stub() {
    [ -e "$work/$2" ] || echo "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" targetNamespace=\"$1\">$3</xs:schema>" >"$work/$2"
}
stub http://checklists.nist.gov/xccdf/1.1 xccdf-1.1.4.xsd '<xs:element name="Benchmark"/>'
stub http://cpe.mitre.org/dictionary/2.0 cpe-dictionary_2.2.xsd '<xs:element name="cpe-list"/>'
stub http://oval.mitre.org/XMLSchema/oval-definitions-5 oval-definitions-schema_5.8.xsd '<xs:element name="oval_definitions"/>'
stub http://oval.mitre.org/XMLSchema/oval-definitions-5#windows windows-definitions-schema_5.8.xsd ''
stub http://www.icasi.org/CVRF/schema/cvrf/1.1 cvrf_1.1.xsd ''
stub http://jvndb.jvn.jp/myjvn/jvndefinitions jvndefinitions_0.2.xsd ''
stub http://jvndb.jvn.jp/myjvn/jvnmetadata jvnmetadata_0.3.xsd ''
{
    echo '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">'
    while read -r space file; do
        echo "<xs:import namespace=\"$space\" schemaLocation=\"$file\"/>"
    done <<'END'
http://jvn.jp/vuldef/ vuldef_3.2.xsd
http://www.w3.org/1999/02/22-rdf-syntax-ns# jvnrss_rdf_3.2.xsd
http://purl.org/rss/1.0/ jvnrss_3.2.xsd
http://jvn.jp/rss/mod_sec/3.0/ mod_sec_3.0.xsd
http://data-marking.mitre.org/Marking-1 data_marking.xsd
http://data-marking.mitre.org/extensions/MarkingStructure#TLP-1 tlp_marking.xsd
http://jvndb.jvn.jp/myjvn/Status status_3.3.xsd
http://jvndb.jvn.jp/myjvn/Statistics statistics_0.3.xsd
http://jvndb.jvn.jp/myjvn/Results results_3.3.xsd
http://www.w3.org/2005/Atom atom.xsd
END
    echo '</xs:schema>'
} >"$work/all.xsd"
cat >"$work/catalog.xml" <<END
<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">
<rewriteURI uriStartString="https://jvndb.jvn.jp/schema/" rewritePrefix="file://$work/"/>
<rewriteURI uriStartString="http://jvndb.jvn.jp/schema/" rewritePrefix="file://$work/"/>
<uri name="http://www.w3.org/2001/xml.xsd" uri="file://$work/xml.xsd"/>
<uri name="http://www.w3.org/2001/03/xml.xsd" uri="file://$work/xml.xsd"/>
</catalog>
END
export XML_CATALOG_FILES=$work/catalog.xml

lint() { xmllint --nonet --noout --schema "$work/all.xsd" "$@"; }

# judge SET FOLDER: all documents of a folder are valid.
judge() {
    local all valid
    all=$(find "$2" -name '*.xml' | wc -l)
    find "$2" -name '*.xml' -print0 | xargs -0 -r xmllint --nonet --noout --schema "$work/all.xsd" >"$2/log" 2>&1
    valid=$(grep -c ' validates$' "$2/log")
    grep -v ' validates$' "$2/log" | head -5
    if [ "$all" -gt 0 ] && [ "$valid" -eq "$all" ]; then
        passed=$((passed + 1))
        printf '%-10s %-44s %d of %d\n' myjvn "$1" "$valid" "$all"
    else
        failed=$((failed + 1))
        printf '%-10s %-44s %d of %d  FAILED\n' myjvn "$1" "$valid" "$all"
    fi
}

# split FOLDER: documents that stand one after the other, each into a file.
split() {
    mkdir "$1"
    awk -v folder="$1" '/^<\?xml /{ close(file); n++; file = folder "/" n ".xml" } { print > file }'
}

# write SET FROM TO OPTIONS FILE…: one document an advisory into a folder, then judges it.
write() {
    local set=$1 from=$2 to=$3 option=$4 folder
    shift 4
    folder=$work/$((passed + failed))
    # shellcheck disable=SC2086 # the option is words, or none
    "$todoke" convert --from "$from" --to "$to" $option --url https://notes.example.jp --publisher Example "$@" |
        split "$folder"
    judge "$set" "$folder"
}

details=("$shared"/data/myjvn/examples/hnd/getVulnDetailInfo_hnd_*.xml "$shared/data/myjvn/examples/hnd/dataFeed_jvndb_detail_hnd.xml")
overview=$shared/data/myjvn/examples/hnd/getVulnOverviewList_hnd.xml
write "own VULDEF of the real advisories" cve vuldef '' "$advisories"
write "own getVulnDetailInfo of them" cve myjvn '' "$advisories"
write "own VULDEF of the real ones, in English" cve vuldef '--lang en' "$advisories"
write "own VULDEF of IPA's examples" myjvn vuldef '' "${details[@]}" "$overview"
write "own getVulnDetailInfo of them" myjvn myjvn '' "${details[@]}" "$overview"
write "own JVNRSS of IPA's examples" myjvn jvnrss '' "${details[@]}" "$overview"
write "own getVulnOverviewList of them" myjvn myjvn '--method getVulnOverviewList' "${details[@]}" "$overview"
write "own Atom of IPA's examples" myjvn atom '' "${details[@]}" "$overview"

lists=("$shared"/data/myjvn/examples/hnd/get{VendorList,ProductList,Statistics}_hnd*.xml "$shared"/data/myjvn/examples/hnd/dataFeed_myjvn_*.xml)
write "own lists and numbers of IPA's examples" myjvn myjvn '' "${lists[@]}"
write "own numbers of IPA's JSON example" myjvn-json myjvn '' "$shared/data/myjvn/examples/oka/getStatistics_oka.json"
write "own lists of IPA's JSON examples" myjvn-json myjvn '' "$shared"/data/myjvn/examples/oka/get{Vendor,Product}List_oka.json

# generated FORMAT: in both languages, with texts that XML writers have got wrong.
generated() {
    make -s "${B:-build}/test/conformance/myjvn"
    "${B:-build}/test/conformance/myjvn" write "$1" 1000 | split "$work/generated-$1"
    judge "own $2 of generated advisories" "$work/generated-$1"
}
generated vuldef VULDEF
generated jvnrss JVNRSS
generated atom Atom

mkdir "$work/control"
"$todoke" convert --from myjvn --to vuldef "$overview" | sed -n '1,/<\/VULDEF-Document>/p' | sed 's/<Overview>/<Overview restriction="x">/' >"$work/control/1.xml"
if lint "$work/control/1.xml" >/dev/null 2>&1; then
    echo "myjvn_written: the control is valid too: nothing was judged"
    failed=$((failed + 1))
fi
echo "myjvn_written: $passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
