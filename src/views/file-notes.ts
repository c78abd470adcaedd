/** What a chosen file has that the person may want to know of. Shared by pages and islands. */
export const FILE_NOTES = {
  moving: "It moves: the first frame is used.",
  place: "It says where it was taken. That is removed from everything we publish.",
} as const;
export type FileNote = keyof typeof FILE_NOTES;
export const FILE_NOTE_NAMES = ["moving", "place"] as const satisfies readonly FileNote[];
