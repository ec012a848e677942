// test/e2e/post.js — a mail server of its own for one test: Debian's Exim on a free port of loopback, with configuration,
// queue and mailboxes in a folder that is taken away at the end. It takes mail for names below .example, refuses "gone" at
// once, and returns what is for "late" with a real delivery report.

import { execFileSync, spawn } from "node:child_process";
import { chownSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "./server.js";

const PROGRAM = "/usr/sbin/exim4";
const DOMAINS = ["hanako.example", "taro.example", "bounced.example", "coordinator.example", "reception.example"];
const LOCALS = ["psirt", "security", "todoke", "desk", "report", "late"];
const USER = "Debian-exim";

const configuration = (home, port, user) => `
primary_hostname = mx.coordinator.example
spool_directory = ${home}/queue
log_file_path = ${home}/log/%s
local_interfaces = 127.0.0.1
daemon_smtp_ports = ${port}
pid_file_path = ${home}/log/pid
tls_advertise_hosts =
smtp_accept_max_per_host = 50
keep_environment =
acl_smtp_rcpt = recipients
begin acl
recipients:
  deny local_parts = gone
       message = no such mailbox
  accept domains = lsearch;${home}/domains
  deny message = not here
begin routers
late:
  driver = redirect
  local_parts = late
  allow_fail
  data = :fail: no such person any more
boxes:
  driver = accept
  domains = lsearch;${home}/domains
  local_parts = lsearch;${home}/locals
  local_part_suffix = +*
  local_part_suffix_optional
  transport = box
begin transports
box:
  driver = appendfile
  directory = ${home}/mail/$local_part_data@$domain_data
  maildir_format
  create_directory
  ${user ? `user = ${user}` : ""}
begin retry
* * F,1h,1m
`;

function freePort() {
    return new Promise((done, fail) => {
        const server = createServer();
        server.once("error", fail);
        server.listen(0, "127.0.0.1", () => {
            const { port } = server.address();
            server.close(() => done(port));
        });
    });
}

const listens = (port) =>
    new Promise((done) => {
        const socket = connect(port, "127.0.0.1", () => socket.end(() => done(true)));
        socket.on("error", () => done(false));
    });

export class Post {
    static async begin() {
        const post = new Post();
        post.home = mkdtempSync(join(tmpdir(), "todoke-post-"));
        post.port = await freePort();
        const root = process.getuid() === 0;
        for (const folder of ["", "queue", "log", "mail"]) {
            const path = join(post.home, folder);
            mkdirSync(path, { recursive: true });
            if (root) {
                const [uid, gid] = ["-u", "-g"].map((flag) => Number(execFileSync("id", [flag, USER])));
                chownSync(path, uid, gid);
            }
        }
        writeFileSync(join(post.home, "domains"), DOMAINS.map((d) => `${d}: ${d}\n`).join(""));
        writeFileSync(join(post.home, "locals"), LOCALS.map((l) => `${l}: ${l}\n`).join(""));
        post.conf = join(post.home, "exim.conf");
        writeFileSync(post.conf, configuration(post.home, post.port, root ? USER : ""));
        await post.up();
        return post;
    }

    get url() {
        return `smtp://127.0.0.1:${this.port}`;
    }

    async up() {
        this.child = spawn(PROGRAM, ["-C", this.conf, "-bdf", "-q1m"], { stdio: ["ignore", "pipe", "pipe"] });
        this.said = "";
        for (const stream of [this.child.stdout, this.child.stderr]) stream.on("data", (b) => (this.said += b));
        await until("the mail server", () => {
            if (this.child.exitCode !== null) throw new Error(`the mail server ended: ${this.said}`);
            return listens(this.port);
        });
    }

    async down() {
        if (!this.child || this.child.exitCode !== null || this.child.signalCode) return;
        const ended = new Promise((done) => this.child.once("exit", done));
        this.child.kill("SIGTERM");
        await ended;
    }

    // Paths and texts of what lies in a mailbox.
    box(address) {
        const folder = join(this.home, "mail", address, "new");
        let names = [];
        try {
            names = readdirSync(folder);
        } catch {
            return [];
        }
        return names.map((name) => ({ path: join(folder, name), text: readFileSync(join(folder, name), "utf8") }));
    }

    folder(address) {
        return join(this.home, "mail", address);
    }

    // Somebody outside sends a mail.
    send(from, text) {
        execFileSync(PROGRAM, ["-C", this.conf, "-f", from, "-oi", "-t"], { input: text });
    }

    async stop() {
        await this.down();
        rmSync(this.home, { recursive: true, force: true });
    }
}
