/** Knows the one page of the weekly message for leaders, and for weeks without news: a row a warning, the rest counted. */
import type { Language } from '../indicators/text.ts'
import type { ListWords } from './digest-list-words.ts'
import type { LineWords } from './digest-line-words.ts'
import type { NamedReason } from './named-reason.ts'

/** More rows of one section than this do not stay on one page. */
const ROWS_A_SECTION = 8

const rowOf = ({ badge, name, number, meta, progress, duty, responsible }: LineWords): NamedReason => ({
  name: `${badge} ${name}`,
  reason: [
    number,
    meta,
    ...(progress === null ? [] : [`P ${progress.toFixed(2)}%`]),
    ...(duty.urgent ? [duty.sentence] : []),
    responsible.names,
  ].join(' · '),
})

const restRow = (count: number, language: Language): NamedReason[] =>
  count <= 0
    ? []
    : [
        {
          name: language === 'zh' ? `其余${count}件` : `${count} more`,
          reason: language === 'zh' ? '见附件' : 'see the attachment',
        },
      ]

/** The sections of a digest as lists of short rows. */
export const composeSummaryLists = (
  sections: readonly { readonly title: string; readonly lines: readonly LineWords[] }[],
  language: Language,
): readonly ListWords[] =>
  sections.map(({ title, lines }) => ({
    title,
    rows: [...lines.slice(0, ROWS_A_SECTION).map(rowOf), ...restRow(lines.length - ROWS_A_SECTION, language)],
  }))
