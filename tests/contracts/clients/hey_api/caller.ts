// @hey-api/openapi-ts's own clients: one field of one resource, five times.
import { createClient as assessmentAt } from "./assessment/client/index.ts";
import { changeInstrument } from "./assessment/sdk.gen.ts";
import { createClient as notificationsAt } from "./notifications/client/index.ts";
import { changeMyPreferences } from "./notifications/sdk.gen.ts";
import { createClient as partnersAt } from "./partners/client/index.ts";
import { changeClaimRule, changeParty } from "./partners/sdk.gen.ts";
import { createClient as schedulingAt } from "./scheduling/client/index.ts";
import { changePlan } from "./scheduling/sdk.gen.ts";

const ID = "018f3e1c-0000-7000-8000-000000000001";
const headers = { "If-Match": '"7"' };

export async function patches(origin: string): Promise<(string | undefined)[]> {
  const options = { baseUrl: origin, auth: "secret" };
  const partners = partnersAt(options);
  const replies = [
    await changeParty({ client: partners, headers, path: { party_id: ID }, body: { active: false } }),
    await changeClaimRule({ client: partners, headers, path: { rule_id: ID }, body: { note: "Until June" } }),
    await changeInstrument({
      client: assessmentAt(options),
      headers,
      path: { instrument_id: ID },
      body: { threshold: null },
    }),
    await changePlan({
      client: schedulingAt(options),
      headers,
      path: { plan_id: ID },
      body: { summary: "Attendance first" },
    }),
    await changeMyPreferences({
      client: notificationsAt(options),
      headers,
      body: { quiet_hours: { days: ["friday"] } },
    }),
  ];
  return replies.map((reply) => reply.error?.code);
}

// Never called: what the types let through would be a fault of the compilation.
export async function refused(): Promise<void> {
  const path = { party_id: ID };
  // @ts-expect-error a name is never null
  await changeParty({ headers, path, body: { name: null } });
  // @ts-expect-error no such field
  await changeParty({ headers, path, body: { colour: "red" } });
  // @ts-expect-error a change names the version it saw
  await changeParty({ path, body: { active: false } });
}
