// openapi-typescript's types, openapi-fetch's client: one field of one resource, five times.
import createClient from "openapi-fetch";
import type { paths as Assessment } from "./assessment.ts";
import type { paths as Notifications } from "./notifications.ts";
import type { paths as Partners } from "./partners.ts";
import type { paths as Scheduling } from "./scheduling.ts";

const ID = "018f3e1c-0000-7000-8000-000000000001";
const header = { "If-Match": '"7"' };

function clients(baseUrl: string) {
  const options = { baseUrl, headers: { Authorization: "Bearer secret" } };
  return {
    partners: createClient<Partners>(options),
    assessment: createClient<Assessment>(options),
    scheduling: createClient<Scheduling>(options),
    notifications: createClient<Notifications>(options),
  };
}

export async function patches(origin: string): Promise<(string | undefined)[]> {
  const { partners, assessment, scheduling, notifications } = clients(origin);
  const replies = [
    await partners.PATCH("/v1/parties/{party_id}", {
      params: { path: { party_id: ID }, header },
      body: { active: false },
    }),
    await partners.PATCH("/v1/claim-rules/{rule_id}", {
      params: { path: { rule_id: ID }, header },
      body: { note: "Until June" },
    }),
    await assessment.PATCH("/v1/instruments/{instrument_id}", {
      params: { path: { instrument_id: ID }, header },
      body: { threshold: null },
    }),
    await scheduling.PATCH("/v1/plans/{plan_id}", {
      params: { path: { plan_id: ID }, header },
      body: { summary: "Attendance first" },
    }),
    await notifications.PATCH("/v1/preferences", {
      params: { header },
      body: { quiet_hours: { days: ["friday"] } },
    }),
  ];
  return replies.map((reply) => reply.error?.code);
}

// Never called: what the types let through would be a fault of the compilation.
export async function refused(origin: string): Promise<void> {
  const { partners } = clients(origin);
  const params = { path: { party_id: ID }, header };
  // @ts-expect-error a name is never null
  await partners.PATCH("/v1/parties/{party_id}", { params, body: { name: null } });
  // @ts-expect-error yes or no is no text
  await partners.PATCH("/v1/parties/{party_id}", { params, body: { active: "no" } });
  // @ts-expect-error a change names the version it saw
  await partners.PATCH("/v1/parties/{party_id}", { params: { path: { party_id: ID } }, body: { active: false } });
}
