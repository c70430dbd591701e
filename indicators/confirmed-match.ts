/** Knows a confirmed match (已确认的对应): what a person said a label of a workbook means, for one unit and form, until it is withdrawn. */
import type { FormCode, ReportingUnitCode } from './codes.ts'
import type { Day } from './period.ts'
import { text, type Text } from './text.ts'

export const LABEL_KINDS = {
  row: text('行', 'row'),
  column: text('栏', 'column'),
} as const satisfies Record<string, Text>
export type LabelKind = keyof typeof LABEL_KINDS

/**
 * For this unit and form the row or column under `path` is the item, region or column with the code `means`. `path` is the
 * normalised path of labels that an unmatched label gave.
 */
export interface ConfirmedMatch {
  readonly unit: ReportingUnitCode
  readonly form: FormCode
  readonly kind: LabelKind
  readonly path: string
  /** Row: the item's variable and, where one variable has several items, its code behind a blank; or a region. Column: its code. */
  readonly means: string
  /** Who said so, and when. */
  readonly by: { readonly actor: string; readonly on: Day }
}

/** What a label may mean: the code by which it is confirmed, and the name that people know. */
export interface MatchCandidate {
  readonly means: string
  readonly name: string
}

/** A label that was not understood, as it may be confirmed; the nearest candidates first. */
export interface UnmatchedLabel {
  readonly kind: LabelKind
  readonly sheet: string
  readonly cell: string
  readonly label: string
  readonly path: string
  readonly candidates: readonly MatchCandidate[]
}

export const MATCH_ACTIONS = {
  confirmed: text('确认', 'confirmed'),
  withdrawn: text('撤销', 'withdrawn'),
} as const satisfies Record<string, Text>
export type MatchAction = keyof typeof MATCH_ACTIONS

/** One entry of the record of matches, which only grows: the last one of a label counts. */
export interface MatchEntry extends ConfirmedMatch {
  readonly number: number
  readonly action: MatchAction
  /** The label and the name of what it means, as they were shown. */
  readonly label: string
  readonly name: string
  /** The submission that raised the question. */
  readonly submission: string
  /** Why it was withdrawn; empty for a confirmation. */
  readonly reason: string
  /** Instant, ISO text in UTC. */
  readonly at: string
}

const keyOf = ({ unit, form, kind, path }: ConfirmedMatch): string => JSON.stringify([unit, form, kind, path])

/** The matches that count after all entries, in their order. */
export const listMatchesInForce = (entries: readonly MatchEntry[]): readonly MatchEntry[] =>
  [...Map.groupBy(entries, keyOf).values()]
    .flatMap((same) => same.slice(-1))
    .filter((last) => last.action === 'confirmed')
    .toSorted((a, b) => a.number - b.number)
