/** Knows the lines of the weekly message for a robot: what changed and what is to be answered, one matter a line. */
import type { DigestWords } from './digest-words.ts'

/** Renders the same words as the mail, shortened: the mail has the figures. */
export const renderDigestLines = (words: DigestWords): readonly string[] => [
  ...words.overview,
  ...(words.synthetic === null ? [] : [words.synthetic]),
  ...words.summary.flatMap(({ title, rows, rest }) => [
    ...rows.map((row) =>
      [`${row.badge} ${row.name}`, row.reason, row.owed.sentence, row.responsible.sentence].join(' · '),
    ),
    ...(rest === null ? [] : [[title, rest].join(' · ')]),
  ]),
  ...words.sections.flatMap(({ title, lines, rest }) => [
    ...lines.map((line) =>
      [title, line.badge, line.number, line.name, line.duty.sentence, line.responsible.sentence].join(' · '),
    ),
    ...(rest === null ? [] : [[title, rest].join(' · ')]),
  ]),
  ...words.lists.flatMap(({ title, rows }) =>
    rows.map(({ name, reason }) => [title, name, reason].join(' · ')),
  ),
  ...(words.submissions?.rows ?? []).map(({ name, reason }) => `${name}：${reason}`),
]
