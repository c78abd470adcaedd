/** Fields of a request body in any of the three encodings a Mastodon server reads. */

export interface Fields {
  /** The first text value; undefined when missing or empty. */
  one(name: string): string | undefined;
  /** Every text value; `name[]` counts as `name`. */
  all(name: string): string[];
  file(name: string): Promise<Uint8Array<ArrayBuffer> | null>;
}

/** A body that cannot be read has no fields. */
export async function bodyFields(request: Request): Promise<Fields> {
  const values = await entriesOf(request);
  const all = (name: string) =>
    values.flatMap(([key, value]) =>
      (key === name || key === `${name}[]`) && typeof value === "string" && value !== "" ? [value] : [],
    );
  return {
    all,
    one: (name) => all(name)[0],
    async file(name) {
      const found = values.find(([key, value]) => key === name && value instanceof File)?.[1];
      return found instanceof File ? new Uint8Array(await found.arrayBuffer()) : null;
    },
  };
}

async function entriesOf(request: Request): Promise<[string, string | File][]> {
  const type = request.headers.get("content-type") ?? "";
  try {
    if (type.startsWith("application/json")) {
      const json: unknown = await request.json();
      if (typeof json !== "object" || json === null) return [];
      return Object.entries(json).flatMap(([name, value]: [string, unknown]) =>
        (Array.isArray(value) ? value : [value])
          .filter((each): each is string => typeof each === "string")
          .map((each): [string, string] => [name, each]),
      );
    }
    return [...(await request.formData())];
  } catch {
    return [];
  }
}
