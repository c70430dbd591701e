/** Knows how the cells of a sheet are kept: as columns of numbers, for an object per cell is most of the memory of a long table. */
import type { Cell, Cells, CellValue, PrintedFormat } from './grid.ts'

/** Plain data, which passes between processes as it is. What belongs to one cell stands at one index. */
export interface CellColumns {
  length: number
  rows: Uint32Array
  columns: Uint16Array
  /** Index into `pool`; NUMBER, PERCENT or below where the value is the number in `numbers`. */
  contents: Int32Array
  numbers: Float64Array
  /** Every content that is no number, once. */
  readonly pool: CellValue[]
  /** What formats print besides numbers: -3 in `contents` is the first of them, -4 the second. */
  readonly formats: PrintedFormat[]
  /** Formulas by the index of their cell. */
  readonly formulas: Map<number, string>
}

/** Cells while they are read, in any order. */
export interface CellList extends CellColumns {
  /** Index into `pool` by what tells contents apart. */
  readonly known: Map<string | number | boolean, number>
}

const NUMBER = -1
const PERCENT = -2
const FIRST_FORMAT = -3

/** The columns in one piece of memory, which is cheaper to have than four. */
const allocate = (room: number): Pick<CellColumns, 'rows' | 'columns' | 'contents' | 'numbers'> => {
  const memory = new ArrayBuffer(18 * room)
  return {
    numbers: new Float64Array(memory, 0, room),
    rows: new Uint32Array(memory, 8 * room, room),
    contents: new Int32Array(memory, 12 * room, room),
    columns: new Uint16Array(memory, 16 * room, room),
  }
}

/** No cells yet, and room for so many; there may be more. */
export const openCellList = (room = 64): CellList => ({
  length: 0,
  ...allocate(room),
  pool: [],
  formats: [],
  formulas: new Map(),
  known: new Map(),
})

const grow = (list: CellList): void => {
  const { rows, columns, contents, numbers } = list
  Object.assign(list, allocate(2 * rows.length))
  list.rows.set(rows)
  list.columns.set(columns)
  list.contents.set(contents)
  list.numbers.set(numbers)
}

/** No text holds a NUL, so that an error never passes for a text. */
const keyOf = (content: CellValue): string | number | boolean => {
  switch (content.type) {
    case 'number':
    case 'text':
    case 'boolean':
      return content.value
    case 'date':
      return content.serial
    case 'error':
      return `\0${content.value}`
    case 'uncalculated':
      return '\0'
  }
}

/** Where a content stands in the pool; it comes in when it is not there yet. */
export const poolIndex = ({ pool, known }: CellList, content: CellValue): number => {
  const key = keyOf(content)
  const found = known.get(key)
  if (found !== undefined) return found
  known.set(key, pool.length)
  return pool.push(content) - 1
}

/** Appends a cell that holds a number and no formula. */
export const appendNumber = (list: CellList, place: Pick<Cell, 'row' | 'column'>, value: number): void => {
  if (list.length === list.rows.length) grow(list)
  const at = list.length++
  list.rows[at] = place.row
  list.columns[at] = place.column
  list.contents[at] = NUMBER
  list.numbers[at] = value
}

/** Appends a cell that holds a content of the pool. */
export const appendPooled = (list: CellList, place: Pick<Cell, 'row' | 'column'>, index: number): void => {
  appendNumber(list, place, 0)
  list.contents[list.length - 1] = index
}

/** How `contents` tells a number under a format; the format comes in when it is not there yet. */
const formatIndex = ({ formats, known }: CellList, format: PrintedFormat): number => {
  const key = `\0\0${format.scale} ${format.word}`
  const found = known.get(key) ?? formats.push(format) - 1
  known.set(key, found)
  return FIRST_FORMAT - found
}

/** Appends a cell. */
export const appendCell = (list: CellList, { row, column, content, formula }: Cell): void => {
  if (formula !== undefined) list.formulas.set(list.length, formula)
  if (content.type === 'number') {
    appendNumber(list, { row, column }, content.value)
    if (content.percent) list.contents[list.length - 1] = PERCENT
    else if (content.printed) list.contents[list.length - 1] = formatIndex(list, content.printed)
    return
  }
  appendPooled(list, { row, column }, poolIndex(list, content))
}

const pick = (list: CellList, order: Uint32Array): CellColumns => {
  const places = new Map(Array.from(order, (from, to) => [from, to]))
  return {
    length: list.length,
    rows: Uint32Array.from(order, (i) => list.rows[i] ?? 0),
    columns: Uint16Array.from(order, (i) => list.columns[i] ?? 0),
    contents: Int32Array.from(order, (i) => list.contents[i] ?? 0),
    numbers: Float64Array.from(order, (i) => list.numbers[i] ?? 0),
    pool: list.pool,
    formats: list.formats,
    formulas: new Map(Array.from(list.formulas, ([i, formula]) => [places.get(i) ?? 0, formula])),
  }
}

/** How two cells stand to each other: negative when the first comes before the second, 0 at one place. */
const compare = ({ rows, columns }: CellColumns, a: number, b: number): number =>
  (rows[a] ?? 0) - (rows[b] ?? 0) || (columns[a] ?? 0) - (columns[b] ?? 0)

/** The cells row by row, left to right. */
export const orderCells = (list: CellList): CellColumns => {
  const { length, pool, formats, formulas } = list
  for (let at = 1; at < length; at++)
    if (compare(list, at - 1, at) > 0)
      return pick(
        list,
        Uint32Array.from({ length }, (_, i) => i).toSorted((a, b) => compare(list, a, b)),
      )
  return {
    length,
    rows: list.rows.subarray(0, length),
    columns: list.columns.subarray(0, length),
    contents: list.contents.subarray(0, length),
    numbers: list.numbers.subarray(0, length),
    pool,
    formats,
    formulas,
  }
}

/** The first cell whose place another one holds already; the cells are in order. */
export const findRepeated = (cells: CellColumns): Cell | undefined => {
  for (let at = 1; at < cells.length; at++) if (compare(cells, at - 1, at) === 0) return cellAt(cells, at)
  return undefined
}

/** What a cell holds. */
const contentAt = ({ contents, numbers, pool, formats }: CellColumns, index: number): CellValue => {
  const kind = contents[index] ?? NUMBER
  const value = numbers[index] ?? 0
  if (kind === PERCENT) return { type: 'number', value, percent: true }
  const printed = kind <= FIRST_FORMAT ? formats[FIRST_FORMAT - kind] : undefined
  if (printed) return { type: 'number', value, printed }
  return pool[kind] ?? { type: 'number', value }
}

/** The cell at an index below the length. */
export const cellAt = (cells: CellColumns, index: number): Cell => {
  const row = cells.rows[index] ?? 0
  const column = cells.columns[index] ?? 0
  const content = contentAt(cells, index)
  const formula = cells.formulas.size === 0 ? undefined : cells.formulas.get(index)
  return formula === undefined ? { row, column, content } : { row, column, content, formula }
}

/** What the cell at a place holds; undefined when there is none. The cells are in order. */
export const findContent = (cells: CellColumns, row: number, column: number): CellValue | undefined => {
  let [low, high] = [0, cells.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const before = (cells.rows[middle] ?? 0) - row || (cells.columns[middle] ?? 0) - column
    if (before < 0) low = middle + 1
    else high = middle
  }
  return cells.rows[low] === row && cells.columns[low] === column && low < cells.length
    ? contentAt(cells, low)
    : undefined
}

/** The cells, numbers apart, whose content is wanted; each content is asked about once, however many cells hold it. */
export const listHolding = (cells: CellColumns, wanted: (content: CellValue) => boolean): readonly Cell[] => {
  const verdicts = cells.pool.map(wanted)
  const found: Cell[] = []
  if (verdicts.includes(true))
    for (let at = 0; at < cells.length; at++)
      if (verdicts[cells.contents[at] ?? NUMBER] === true) found.push(cellAt(cells, at))
  return found
}

/** The cells as a sheet gives them: each an object only while someone looks at it. */
export const openCells = (columns: CellColumns): Cells => {
  const all = function* (): Generator<Cell> {
    for (let at = 0; at < columns.length; at++) yield cellAt(columns, at)
  }
  const collect = <T>(of: (cell: Cell) => readonly T[]): readonly T[] => {
    const collected: T[] = []
    for (const cell of all()) for (const item of of(cell)) collected.push(item)
    return collected
  }
  return {
    length: columns.length,
    [Symbol.iterator]: all,
    map: (of) => Array.from(all(), of),
    flatMap: collect,
    filter: (keep) => {
      const kept: Cell[] = []
      for (const cell of all()) if (keep(cell)) kept.push(cell)
      return kept
    },
    find: (wanted) => {
      for (const cell of all()) if (wanted(cell)) return cell
      return undefined
    },
    slice: (start, end) =>
      Array.from({ length: Math.max(0, Math.min(end, columns.length) - start) }, (_, i) =>
        cellAt(columns, start + i),
      ),
  }
}
