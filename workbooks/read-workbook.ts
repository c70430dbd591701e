/** Knows the one way from the bytes of a workbook to a grid, or to the reason why it is refused. */
import { text } from '../indicators/text.ts'
import { openCells } from './cell-columns.ts'
import { composeSheet, type PlainSheet, type SheetDraft } from './compose-sheet.ts'
import { readCsv } from './csv.ts'
import type { Grid, Oddity, ReadResult, Refusal, WorkbookKind } from './grid.ts'
import { FORM_LIMITS, type Limits } from './limits.ts'
import { judgeSheet } from './oddities.ts'
import { overLimit, RefusedError } from './refusal.ts'
import { sniffContainer } from './sniff.ts'
import { readXls } from './xls.ts'
import { readXlsx } from './xlsx/read-xlsx.ts'

interface Drafts {
  readonly kind: WorkbookKind
  readonly drafts: readonly SheetDraft[]
}

const readDrafts = async (bytes: Buffer, limits: Limits): Promise<Drafts> => {
  const container = sniffContainer(bytes)
  if (bytes.length > limits.file)
    throw overLimit('limit.file', {
      what: text('文件的字节数', 'bytes of the file'),
      found: bytes.length,
      limit: limits.file,
    })
  switch (container) {
    case 'zip':
      return readXlsx(bytes, limits)
    case 'ole':
      return { kind: 'xls', drafts: await readXls(bytes, limits) }
    case 'text':
      return { kind: 'csv', drafts: [readCsv(bytes, limits)] }
  }
}

/** A grid as plain data. */
export type PlainGrid = Omit<Grid, 'sheets'> & { readonly sheets: readonly PlainSheet[] }

export type PlainResult = { readonly grid: PlainGrid } | { readonly refused: Refusal }

const EMPTY: Oddity = {
  code: 'empty',
  sheet: '',
  ...text('工作簿中没有任何内容', 'the workbook holds no cells'),
}

const composeGrid = ({ kind, drafts }: Drafts, limits: Limits): PlainResult => {
  const composed = drafts.map((draft) => composeSheet(draft, limits))
  const sheets = composed.map((c) => c.sheet)
  const empty = sheets.every((sheet) => sheet.cells.length === 0)
  const warnings = [
    ...(empty ? [EMPTY] : []),
    ...composed.flatMap(({ sheet, warnings }) => [...warnings, ...judgeSheet(sheet, kind)]),
  ]
  return { grid: { kind, sheets, warnings } }
}

/** Reads a workbook as plain data, which passes from the process that reads to the one that asked. */
export const readPlain = async (bytes: Uint8Array, limits: Limits): Promise<PlainResult> => {
  try {
    const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    return composeGrid(await readDrafts(view, limits), limits)
  } catch (error) {
    if (error instanceof RefusedError) return { refused: error.refusal }
    throw error
  }
}

/** What was read, as everyone else sees it. */
export const openResult = (result: PlainResult): ReadResult =>
  'refused' in result
    ? result
    : {
        grid: {
          ...result.grid,
          sheets: result.grid.sheets.map((sheet) => ({ ...sheet, cells: openCells(sheet.cells) })),
        },
      }

/**
 * Reads a workbook: .xlsx, .xlsm, .xls, .et or .csv, told by its content and never by its name.
 * What cannot be read whole is refused with a code and a sentence; what is odd and readable stands in the warnings.
 * Only a fault of ours is thrown.
 */
export const readWorkbook = async (
  bytes: Uint8Array,
  options: { readonly limits?: Limits } = {},
): Promise<ReadResult> => openResult(await readPlain(bytes, options.limits ?? FORM_LIMITS))
