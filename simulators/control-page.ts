/** The simulators' front page: every account, what goes wrong on demand, and what was received. */
import { html } from "hono/html";

import type { CallDeps } from "./answer-call.ts";
import { FAULT_KINDS, FAULT_LABELS } from "./faults.ts";
import { page, type Markup } from "./page.ts";
import type { LogEntry } from "./request-log.ts";
import { loginList } from "./login/login-page.ts";
import type { ControlDeps } from "./control.ts";
import type { AccountView, SimulatedServer, Simulator } from "./simulator.ts";

type ControlPageDeps = CallDeps & Pick<ControlDeps, "simulators" | "providers" | "services" | "mailbox">;

const SHOWN_REQUESTS = 60;
const SHOWN_MAILS = 10;

export async function controlPage({
  simulators,
  providers,
  services,
  faults,
  log,
  clock,
  mailbox,
}: ControlPageDeps): Promise<Response> {
  const platforms = Object.values(simulators);
  const all = Object.values(services);
  const accounts = await Promise.all(platforms.map((each) => each.accounts()));
  // The pages load pictures themselves: those downloads would push out what the app asked.
  const isDownload = ({ platform, method, path }: LogEntry) =>
    services[platform].kindOf(method, path) === "media";
  const requests = log
    .list({})
    .filter((entry) => entry.fault !== null || !isDownload(entry))
    .slice(-SHOWN_REQUESTS)
    .toReversed();
  const mails = mailbox.list().slice(0, SHOWN_MAILS);
  return page(
    "Simulated platforms",
    html`<main>
      <h1>Simulated platforms</h1>
      <p>
        Stand-ins for the real ones, as strict about sizes, types and signatures, with people nobody knows.
        Nothing leaves this machine. Everything here is also under <a href="/_sim"><code>/_sim</code></a> as
        JSON.
      </p>
      ${platforms.map(
        (simulator, index) =>
          html`<h2>${simulator.name}</h2>
            <ul class="sheet">
              ${(accounts[index] ?? []).map((account) => card(simulator, account))}
            </ul>`,
      )}
      ${Object.values(providers).map(loginList)}
      <h2 id="faults">Make something go wrong</h2>
      ${faultForm(all)}
      ${
        faults.list().length === 0
          ? html`<p class="quiet">Everything answers as it should.</p>`
          : html`<ul>
                ${faults.list().map(
                  (fault) =>
                    html`<li>
                      <strong class="odd">${fault.kind}</strong> (${FAULT_LABELS[fault.kind]}) on
                      ${fault.platform}, ${fault.times} more,
                      <code>${fault.match === "" ? "every call" : fault.match}</code>
                    </li>`,
                )}
              </ul>
              <form method="post" action="/_sim/forms/faults/clear">
                <button type="submit">Make all well again</button>
              </form>`
      }
      <h2 id="switches">Switches</h2>
      <ul class="switches">
        ${all.flatMap((simulator) => Object.entries(simulator.switches()).map(([name, on]) => switchForm(simulator, name, on)))}
      </ul>
      <h2 id="clock">Clock</h2>
      <p>
        It is <time>${new Date(clock.now()).toISOString().slice(0, 19).replace("T", " ")} UTC</time> on the
        platforms.
      </p>
      <form method="post" action="/_sim/forms/clock" class="row">
        <div>
          <label for="seconds">Seconds</label>
          <input type="number" id="seconds" name="seconds" value="3600" min="0" />
        </div>
        <button type="submit">Move forward</button>
      </form>
      <h2>Last requests</h2>
      ${requestTable(requests)}
      <h2>Last mails</h2>
      ${
        mails.length === 0
          ? html`<p class="quiet">The app has sent none.</p>`
          : html`<ul>
              ${mails.map(
                (mail) =>
                  html`<li>
                    <a href="/_sim/mail#${mail.id}">${mail.subject}</a>
                    <span class="quiet">to ${mail.to}</span>
                  </li>`,
              )}
            </ul>`
      }
      <h2>Start over</h2>
      <form method="post" action="/_sim/forms/reset">
        <button type="submit">Forget everything and seed again</button>
      </form>
    </main>`,
  );
}

function card(simulator: Simulator, account: AccountView): Markup {
  const { avatar, banner } = account;
  return html`<li>
    <a class="card" href="/${simulator.id}/${account.name}">
      ${banner === null ? html`<span class="cover"></span>` : html`<img class="cover" src="/${simulator.id}${banner.path}" alt="" loading="lazy" />`}
      <img class="face" src="/${simulator.id}${avatar.path}" alt="" loading="lazy" />
      <div class="body">
        <h3>${account.displayName}</h3>
        <p class="eyebrow">${account.handle}${account.status === "active" ? "" : `, ${account.status}`}</p>
      </div>
    </a>
  </li>`;
}

function faultForm(services: readonly SimulatedServer[]): Markup {
  return html`<form method="post" action="/_sim/forms/faults" class="row">
    <div>
      <label for="platform">Where</label>
      <select id="platform" name="platform">
        <option value="*">Everywhere</option>
        ${services.map((each) => html`<option value="${each.id}">${each.name}</option>`)}
      </select>
    </div>
    <div>
      <label for="kind">What</label>
      <select id="kind" name="kind">
        ${FAULT_KINDS.map((kind) => html`<option value="${kind}">${kind}: ${FAULT_LABELS[kind]}</option>`)}
      </select>
    </div>
    <div>
      <label for="match">Only calls with</label>
      <input id="match" name="match" placeholder="POST /1.1/account" />
    </div>
    <div>
      <label for="times">Times</label>
      <input type="number" id="times" name="times" value="1" min="1" />
    </div>
    <div>
      <label for="retry_after">Retry after, s</label>
      <input type="number" id="retry_after" name="retry_after" value="30" min="0" />
    </div>
    <button type="submit" class="primary">Make it fail</button>
  </form>`;
}

function switchForm(simulator: SimulatedServer, name: string, on: boolean): Markup {
  return html`<li>
    <form method="post" action="/_sim/forms/switches" class="row">
      <input type="hidden" name="platform" value="${simulator.id}" />
      <input type="hidden" name="name" value="${name}" />
      <input type="hidden" name="on" value="${on ? "false" : "true"}" />
      <span>${simulator.name}: <code>${name}</code> is <strong>${on ? "on" : "off"}</strong></span>
      <button type="submit">Turn ${on ? "off" : "on"}</button>
    </form>
  </li>`;
}

function requestTable(requests: readonly LogEntry[]): Markup {
  if (requests.length === 0) return html`<p class="quiet">Nothing was received yet.</p>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Last requests">
    <table>
      <thead>
        <tr>
          <th>Time</th>
          <th>Platform</th>
          <th>Account</th>
          <th>Request</th>
          <th>Status</th>
          <th>Changed</th>
          <th>Fault</th>
        </tr>
      </thead>
      <tbody>
        ${requests.map(
          (entry) =>
            html`<tr>
              <td>${new Date(entry.at).toISOString().slice(11, 19)}</td>
              <td>${entry.platform}</td>
              <td>${entry.account ?? ""}</td>
              <td><code>${entry.method} ${entry.path}</code></td>
              <td class="${entry.status === 0 || entry.status >= 400 ? "bad" : ""}">
                ${entry.status === 0 ? "no answer" : entry.status}
              </td>
              <td>${entry.effect ?? ""}</td>
              <td class="odd">${entry.fault ?? ""}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
