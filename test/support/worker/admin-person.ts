import type { AppContext } from "../../../src/context.ts";
import { bindings, makePerson, type Person } from "./signed-in.ts";

/** An administrator, made as the operations page says, with two factors in this session unless told otherwise. */
export async function makeAdmin(app: AppContext, twoFactor = true): Promise<Person> {
  const person = await makePerson(app);
  await bindings.DB.batch([
    bindings.DB.prepare("update users set role = 'admin' where id = ?").bind(person.userId),
    bindings.DB.prepare("update sessions set two_factor = ? where id = ?").bind(
      Number(twoFactor),
      person.sessionId,
    ),
  ]);
  return person;
}
