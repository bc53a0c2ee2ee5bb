// What a front-end team writes with the client, and what its types must not let through.
import { type Reply, Throughline, isRefusalOf } from "@throughline/client";

export async function day(it: Throughline): Promise<string[]> {
  const mine = await it.get("/scheduling/v1/my-day");
  const [task] = mine.overdue;
  if (task?.may.includes("complete")) {
    const done = await it.post("/scheduling/v1/tasks/{task_id}/complete", { path: { task_id: task.id }, seen: task, body: { note: "Done." } });
    const state: "open" | "in_progress" | "done" | "blocked" | "withdrawn" = done.state;
    console.log(state, done.owner?.name, mine.day);
  }
  const names: string[] = [];
  for await (const school of it.all("/partners/v1/schools", { query: { limit: 500 } })) names.push(school.name);
  for await (const event of it.stream()) {
    if (event.event === "ready") console.log(event.data.resumed);
    if (event.event === "scheduling.tasks.touched.v1") console.log(event.data.tasks[0]?.what);
  }
  return names;
}

export async function renamed(it: Throughline, school: Reply<"/partners/v1/schools/{school_id}", "get">): Promise<string> {
  try {
    const path = { school_id: school.id };
    return (await it.patch("/partners/v1/schools/{school_id}", { path, seen: school, body: { name: "Oak" } })).name;
  } catch (error) {
    if (isRefusalOf(error, "patch", "/partners/v1/schools/{school_id}")) {
      switch (error.code) {
        case "stale":
        case "local_code_taken":
          return error.message;
        default:
          // @ts-expect-error a code of another call
          if (error.code === "plan_ended") return "";
          return error.at("/name") ?? error.title;
      }
    }
    throw error;
  }
}

export async function files(it: Throughline, plan_id: string): Promise<string | null> {
  const { blob, name } = await it.download("/scheduling/v1/plans/{plan_id}/export", { path: { plan_id }, accept: "text/csv" });
  await it.post("/scheduling/v1/plan-imports", { body: blob });
  const nothing: undefined = await it.delete("/scheduling/v1/own-notes/{own_note_id}", { path: { own_note_id: plan_id } });
  return nothing ?? name;
}

// Never called: what the types let through would be a fault of the compilation.
export async function refused(it: Throughline, school_id: string): Promise<void> {
  const path = { school_id };
  // @ts-expect-error there is no such call
  await it.get("/partners/v1/universities");
  // @ts-expect-error a path has this name in it
  await it.get("/partners/v1/schools/{school_id}");
  // @ts-expect-error a change names what it saw
  await it.patch("/partners/v1/schools/{school_id}", { path, body: { name: "Oak" } });
  // @ts-expect-error a name is never null
  await it.patch("/partners/v1/schools/{school_id}", { path, seen: '"1"', body: { name: null } });
  await it.post("/partners/v1/schools", { body: { name: "Oak", local_code: "0101" } });
  // @ts-expect-error a school has no such field
  await it.post("/partners/v1/schools", { body: { name: "Oak", local_code: "0101", colour: "red" } });
  // @ts-expect-error it takes no such filter
  await it.get("/partners/v1/schools", { query: { colour: "red" } });
  // @ts-expect-error one school is no list
  it.all("/partners/v1/schools/{school_id}", { path });
}
