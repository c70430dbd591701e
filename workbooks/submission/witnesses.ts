/** Knows who may speak of where a table comes from: what was given, the sheet's own words, the stamp and the file name. */
import type { Period } from '../../indicators/period.ts'
import { text, type Text } from '../../indicators/text.ts'
import type { Stamp } from '../template/stamp.ts'
import type { Heading } from './read-heading.ts'

/** Everything that may speak of the origin. */
export interface Witnesses {
  readonly sheet: string
  readonly file: string
  readonly heading: Heading
  readonly stamp: Stamp | undefined
  readonly given: { readonly unit?: string; readonly period?: Period }
  /** The latest period that stands over the columns of a form whose columns are periods. */
  readonly latest: Period | undefined
}

/** What one of them says, and what that means; undefined where it means nothing that is known. */
export interface Statement<T> {
  readonly who: Text
  readonly said: string
  readonly cell: string
  readonly value: T | undefined
}

export const GIVEN = text('报送时指定', 'given with the submission')
export const SHEET = text('表内', 'the sheet')
export const STAMP = text('模板标记', 'the stamp of the template')
export const FILE = text('文件名', 'the file name')

/** What a table says of its origin, so that tables can be compared. */
export interface Claim {
  readonly key: string
  readonly words: string
  readonly cell: string
}

/** Who said it, where the sheet did not. */
export const byWords = (who: Text): string => (who === SHEET ? '' : `，按${who.zh}`)
