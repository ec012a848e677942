/*
 * cli/table.c — every subcommand and every option, as data: the command line is read by them and
 * the help is written from them. Must never run anything.
 */
#include "cli/table_priv.h"

#include "core/text/ui.h"
#include "sys/charset.h"
#include "sys/xml_child.h"

static const struct subcommand subcommands[] = {
    {"serve", cli_serve, "serve [--dir DIR]", N_("run portal and desk until SIGTERM"), "", false},
    {"init", cli_init,
     "init [--dir DIR] [--training] [--clock-start TIME] [--admin NAME]\n"
     "         [--second-admin NAME] [--passphrase-file FILE] [--set SETTING=VALUE …]",
     N_("make a data directory; prints the accounts once"),
     "training clock-start admin second-admin passphrase-file set", false},
    {"administrator", cli_administrator, "administrator add --login NAME [--dir DIR]",
     N_("a further administrator, when fewer than two can work; the desk must not run"), "login",
     false},
    {"clock", cli_clock, "clock now|advance [--dir DIR] [--to TIME | --by 45d|3h|10m|30s]",
     N_("training only: show or move the manual clock"), "to by", false},
    {"code", cli_code, "code KEY [--dir DIR]",
     N_("the one-time code of a key at this directory's time"), "", false},
    {"unlock", cli_unlock, "unlock [--dir DIR]",
     N_("give the desk the passphrase of its master key"), "", false},
    {"token", cli_token, "token --login NAME --role ROLE [--days N] [--dir DIR]",
     N_("make an API token"), "login role days", false},
    {"health", cli_health, "health [--dir DIR]", N_("how the desk is"), "", false},
    {"tick", cli_tick, "tick [--dir DIR]", N_("take letters in and release what is due, now"), "",
     false},
    {"law", cli_law, "law commands [--markdown]|openapi|coverage [FOLDER …]",
     N_("the law as the program knows it"), "markdown", false},
    {"store", cli_store, "store verify|reads [--dir DIR]",
     N_("check the log, or list who was shown what; the desk must not run"), "", false},
    {"work", cli_work, "work [--token T]", N_("the work list of a token's person"), "token", false},
    {"report", cli_subject,
     "report show ID | report COMMAND [ID] --FIELD VALUE … [--token T] [--code C]",
     N_("look at a report, or carry out a command of it"), NULL, false},
    {"case", cli_subject, "case show ID | case COMMAND ID --FIELD VALUE … [--json FILE]",
     N_("the same for a case"), NULL, false},
    {"advisory", cli_subject, "advisory show ID | advisory COMMAND ID --FIELD VALUE …",
     N_("the same for one of several advisories of a case"), NULL, false},
    {"party", cli_subject, "party COMMAND [ID] --FIELD VALUE …", N_("the same for an organisation"),
     NULL, false},
    {"person", cli_subject, "person COMMAND [ID] --FIELD VALUE …", N_("the same for an account"),
     NULL, false},
    {"cvss", cli_cvss, "cvss [--lang en|ja] [--json] [FILE …]",
     N_("CVSS vectors, one a line: check, normalise, score"), "lang json", true},
    {"ssvc", cli_ssvc, "ssvc --table FILE [--lang en|ja] [--json] [FILE …]",
     N_("SSVC selections, one a line (E:A/A:Y): the outcome that a decision table gives"),
     "table lang json", true},
    {"cve", cli_cve, "cve lint [--lang en|ja] [--json] [FILE …]",
     N_("CVE records: what contradicts itself in them"), "lang json", true},
    {"convert", cli_convert,
     "convert --from core|cve|csaf|vuldef|jvnrss|atom|myjvn|myjvn-json\n"
     "         --to core|cve|csaf|csaf21|vuldef|jvnrss|atom|myjvn|myjvn-json|cyclonedx|openvex\n"
     "             |osv|stix\n"
     "         [--method NAME] [--cve ID] [--publisher NAME] [--namespace URL] [--url URL]\n"
     "         [--org UUID] [--org-name NAME] [--category PROFILE] [--lang ja|en] [--json] [FILE "
     "…]",
     N_("advisories from one format into another, one output each"),
     "from to method cve publisher namespace url org org-name category lang json", true},
    {"cpe", cli_cpe, "cpe [--match NAME] [--lang en|ja] [--json] [FILE …]",
     N_("CPE names, one a line: check, convert, compare with a name"), "match lang json", true},
    {"purl", cli_purl, "purl [--strict] [--lang en|ja] [--json] [FILE …]",
     N_("package URLs, one a line: check, normalise, take apart"), "strict lang json", true},
    {"vers", cli_vers,
     "vers [--canonical] [--contains VERSION]\n"
     "         [--native SCHEME | --sort SCHEME | --affected cve|osv|csaf]\n"
     "         [--lang en|ja] [--json] [FILE …]",
     N_("version ranges, one a line: check, ask, convert; rows of versions: sort"),
     "canonical contains native sort affected lang json", true},
    {"sbom", cli_sbom, "sbom [--lang en|ja] [--json] [FILE …]",
     N_("bills of materials (CycloneDX, SPDX): their components"), "lang json", true},
    {"cwe", cli_cwe, "cwe [--list VERSION] [--lang en|ja] [--json] [FILE …]",
     N_("weaknesses, one a line: \"CWE-79\", or with the exact name"), "list lang json", true},
    {"csaf", cli_csaf,
     "csaf validate [--version 2.0|2.1] [--tests LIST] [--lang en|ja]\n"
     "         [--urls FILE] [--schemas DIR] [--json] [FILE …] | csaf name FILE … |\n"
     "         csaf tests [LIST]",
     N_("judge CSAF documents by the schema and every test of the standard"),
     "version tests urls schemas lang json", true},
    {"mail", cli_mail, "mail import [FILE …|-] [--folder DIR] | mail key make|import FILE|show",
     N_("take in mail: files, standard input, or a folder or Maildir, which is emptied; the "
        "office's OpenPGP key"),
     "folder", false},
    {"role-desk", cli_role_desk, NULL, NULL, "", false},
    {XML_CHILD_ROLE, cli_role_xml, NULL, NULL, "", false},
    {CHARSET_CHILD_ROLE, cli_role_charset, NULL, NULL, "", false},
};

enum { SUBCOMMANDS = sizeof(subcommands) / sizeof(subcommands[0]) };

/* An entry with a subcommand stands before the one for all the others. */
static const struct option options[] = {
    {NULL, "json", NULL, N_("one line of JSON for each input, in order")},
    {"convert", "lang", "ja|en",
     N_("language of the documents that are written; else that of the advisory")},
    {NULL, "lang", "en|ja", N_("language of what is said; else that of the locale")},
    {NULL, "table", "FILE", N_("the decision table, a JSON file")},
    {NULL, "match", "NAME", N_("how each name relates to this one")},
    {NULL, "strict", NULL, N_("refuse the lenient spellings too")},
    {NULL, "canonical", NULL, N_("refuse what is not in canonical form")},
    {NULL, "contains", "VERSION", N_("whether each range holds this version")},
    {NULL, "native", "SCHEME", N_("the lines are ranges in the notation of this scheme")},
    {NULL, "sort", "SCHEME", N_("the lines are versions of this scheme, put into order")},
    {NULL, "affected", "cve|osv|csaf",
     N_("the lines are what an advisory says of its versions: is that of --contains affected?")},
    {NULL, "list", "VERSION",
     N_("the version of the list, 1.0 to the newest, which is the default")},
    {NULL, "version", "2.0|2.1", N_("judge as this version; else as the document says")},
    {NULL, "tests", "LIST",
     N_("numbers of tests and presets of the standard (mandatory, basic, extended, full …) with "
        "commas between them; without it all tests")},
    {NULL, "urls", "FILE", N_("which addresses answer: lines of an address and yes or no")},
    {NULL, "schemas", "DIR", N_("where the schemas of extensions lie; else beside the document")},
    {NULL, "from", "FORMAT", N_("what is read")},
    {"convert", "to", "FORMAT", N_("what is written")},
    {NULL, "method", "NAME", N_("the answer of MyJVN: getVulnDetailInfo or getVulnOverviewList")},
    {NULL, "cve", "ID", N_("the number of a new CVE record")},
    {NULL, "publisher", "NAME", N_("who publishes")},
    {NULL, "namespace", "URL", N_("the publisher's name space")},
    {NULL, "url", "URL", N_("address of the site on which the advisories stand")},
    {NULL, "org", "UUID", N_("who assigns a new CVE record")},
    {NULL, "org-name", "NAME", N_("its short name")},
    {NULL, "category", "PROFILE", N_("the profile of CSAF; else the first one that fits")},
    {NULL, "training", NULL, N_("invented people, a clock that is moved by hand, nothing real")},
    {NULL, "clock-start", "TIME", N_("where the clock of a training directory begins")},
    {NULL, "admin", "NAME", N_("name of the first administrator")},
    {NULL, "second-admin", "NAME", N_("name of the second one")},
    {NULL, "passphrase-file", "FILE", N_("the passphrase that seals the master key")},
    {NULL, "set", "SETTING=VALUE", N_("a setting of todoke.conf; may stand several times")},
    {NULL, "login", "NAME", N_("the name with which the person signs in")},
    {NULL, "to", "TIME", N_("move the clock to this instant")},
    {NULL, "by", "TIME", N_("move the clock on by this much: 45d, 3h, 10m, 30s")},
    {NULL, "role", "ROLE", N_("what the token may do")},
    {NULL, "days", "N", N_("life of the token")},
    {NULL, "markdown", NULL, N_("as docs/commands.md")},
    {NULL, "token", "T", N_("the API token; else $TODOKE_TOKEN")},
    {NULL, "folder", "DIR", N_("a folder or Maildir of mails")},
};

enum { OPTIONS = sizeof(options) / sizeof(options[0]) };

const struct subcommand *subcommand_at(size_t n)
{
    return n < SUBCOMMANDS ? &subcommands[n] : NULL;
}

const struct subcommand *subcommand_named(struct str name)
{
    for (size_t i = 0; i < SUBCOMMANDS; i++) {
        if (str_equal(name, str_from_cstr(subcommands[i].name)))
            return &subcommands[i];
    }
    return NULL;
}

static bool has_option(const struct subcommand *sub, struct str name)
{
    struct str rest = str_from_cstr(sub->options);
    while (rest.ptr) {
        if (str_equal(str_split(&rest, ' '), name))
            return true;
    }
    return false;
}

const struct option *subcommand_option(const struct subcommand *sub, struct str name)
{
    for (size_t i = 0; name.len > 0 && has_option(sub, name) && i < OPTIONS; i++) {
        bool mine = !options[i].of || strcmp(options[i].of, sub->name) == 0;
        if (mine && str_equal(name, str_from_cstr(options[i].name)))
            return &options[i];
    }
    return NULL;
}
