/** Knows the first sheet of a return: what was received, every finding, what changed, what to do. */
import type { Workbook, Worksheet } from 'exceljs'
import type { FormCode } from '../../indicators/codes.ts'
import { byDayText, dayText } from '../../indicators/day-text.ts'
import { FINDING_CLASSES, type FindingSubject } from '../../indicators/finding.ts'
import type { Day } from '../../indicators/period.ts'
import type { Submission } from '../../indicators/submission.ts'
import { cellAddress } from '../grid.ts'
import { A4_ACROSS, MARGINS, PAGE_NUMBER } from '../paper.ts'
import { composePeriodText } from '../words/period-text.ts'
import { asNumber, type WrittenNumber } from '../written-number.ts'
import { writtenText } from '../written-text.ts'
import type { Link } from './finish-package.ts'
import { headerOf, LAST, LEFT_HALF, pieces, putRow, putTableRow, WHOLE, WIDTHS, type Page } from './page.ts'
import { findPlace, linkTo, type ListedFinding, type SettledFinding, type UnitSheets } from './places.ts'
import { COLUMNS, explanationStamp, RETURN_MARK } from './stamp.ts'
import { MARKS, STYLES, THIN_BOX, type StyleName } from './style.ts'
import { classCounts, countsSentence, listDemands, outcomeSentence } from './words.ts'

/** A figure that differs from the unit's last submission of the period that counts. */
export interface ChangedFigure {
  /** Null where it is not in this file any more. */
  readonly place: { readonly sheet: string; readonly cell: string } | null
  readonly name: string
  readonly unit: string
  readonly before: string
  readonly now: string
}

/** How unit and forms are called. */
export interface NoticeNames {
  readonly unit?: string
  readonly forms?: ReadonlyMap<FormCode, string>
}

/** What changed since an earlier submission; `since` null where none of the earlier ones counts. */
export interface Changes {
  readonly since: { readonly id: string; readonly received: Day } | null
  readonly figures: readonly ChangedFigure[]
}

export interface Notice {
  readonly submission: Submission
  readonly findings: readonly ListedFinding[]
  /** Null when there was no submission before. */
  readonly changes: Changes | null
  readonly made: Day
  readonly received: Day
  readonly reason: string | undefined
  readonly office: string
  /** Names of the unit and the form; their codes stand alone without. */
  readonly names: NoticeNames
  readonly nameOf: (about: FindingSubject) => string
  readonly replyBy: Day | undefined
  /** The unit's sheets in this file; undefined when it could not be read. */
  readonly sheets: UnitSheets | undefined
  /** What is to be said about this file itself. */
  readonly remarks: readonly string[]
}

interface NoticePage extends Page {
  readonly notice: Notice
}

const named = (name: string | undefined, code: string | null): string => {
  if (code === null) return '未能识别'
  return name === undefined ? code : `${name}（${code}）`
}

/** The version tells something only of a single form. */
const formsSentence = ({ names, submission: { forms, formVersion } }: Notice): string => {
  const all = forms.map((form) => named(names.forms?.get(form), form)).join('、')
  const version = forms.length > 1 || formVersion === null ? '' : `　${formVersion}版`
  return `报　　表：${all === '' ? named(undefined, null) : all}${version}`
}

/** Whether its figures wait for a release that was not given by the day of this file. */
const isHeldYet = ({ submission, findings }: Notice): boolean =>
  submission.outcome === 'to-explain' &&
  findings.some(({ finding, settled }) => finding.class === 'quasi_mandatory' && !settled)

const putHead = (page: NoticePage): void => {
  const { submission, made, received, reason, office, names, replyBy } = page.notice
  const { unit, period, file, id, outcome } = submission
  const pair = (left: string, right: string, style: StyleName = 'left'): void =>
    putRow(page, [
      { from: 1, to: LEFT_HALF, text: left, style: 'left' },
      { from: LEFT_HALF + 1, to: LAST, text: right, style },
    ])
  putRow(page, [{ ...WHOLE, text: '审核结果通知', style: 'title' }], 36)
  pair(`制发单位：${office}`, `制发日期：${dayText(made).zh}`)
  pair(`填报单位：${named(names.unit, unit)}`, `报送编号：${id}`)
  pair(formsSentence(page.notice), `报 告 期：${period === null ? '未能识别' : composePeriodText(period)}`)
  pair(`文 件 名：${file}`, `收到日期：${dayText(received).zh}`)
  pair(
    `数字计数：${countsSentence(submission, isHeldYet(page.notice))}`,
    replyBy === undefined ? '' : `办理期限：${byDayText(replyBy).zh}`,
  )
  putRow(page, [{ ...WHOLE, text: `审核结论：${outcomeSentence(outcome)}`, style: 'outcome' }], 24)
  if (reason !== undefined) putRow(page, [{ ...WHOLE, text: `退回理由：${reason}`, style: 'left' }], 22)
}

const section = (page: NoticePage, text: string): void =>
  putRow(page, [{ ...WHOLE, text, style: 'section' }], 28)

const CELL_COLUMN = 4

/** The place that a row of a table speaks of, as a link where this file holds it. */
const linkPlace = (
  page: NoticePage,
  row: number,
  place: { readonly sheet: string; readonly cell: string },
): void => {
  const found = page.notice.sheets && findPlace(page.notice.sheets, place)
  if (!found) return
  page.links.push({ cell: cellAddress(row, CELL_COLUMN), to: linkTo(found) })
  page.sheet.getCell(row, CELL_COLUMN).style = { ...STYLES.link, border: THIN_BOX }
}

const FINDING_PLAN = [
  [1, 'word'],
  [1, 'word'],
  [1, 'text'],
  [1, 'word'],
  [1, 'text'],
  [1, 'text'],
  [1, 'code'],
  [1, 'text'],
] as const satisfies readonly (readonly [number, StyleName])[]
const askExplanation = (page: NoticePage, row: number, finding: number): void => {
  const cell = page.sheet.getCell(row, COLUMNS.explanation)
  cell.style = { ...STYLES.input, border: THIN_BOX }
  cell.dataValidation = {
    type: 'textLength',
    operator: 'lessThanOrEqual',
    formulae: [1000],
    allowBlank: true,
    showErrorMessage: true,
    errorTitle: '说明过长',
    error: '说明请在 1000 字以内。',
    showInputMessage: true,
    promptTitle: '说明',
    prompt:
      '数字无误的，写明具体原因和影响；只填“核实无误”“情况属实”的视为未说明。数字有误的，在原表更正，此处不填。',
  }
  page.sheet.getCell(row, COLUMNS.stamp).value = explanationStamp(finding)
}

/** What stands in the column of explanations where the unit has nothing to write. */
const settledText = (settled: SettledFinding | undefined): string => {
  if (!settled) return '—'
  if (settled.kind === 'released') return `已放行：${settled.text}`
  return `已说明${settled.givenIn === null ? '' : `（报送 ${settled.givenIn}）`}：${settled.text}`
}

/** What speaks of a figure is a number; elsewhere it may be a code, a year or the name of an item, which none but a negative cannot be. */
const asFound = (words: string, about: FindingSubject | undefined): string | WrittenNumber => {
  const number = asNumber(words)
  if (about || typeof number === 'string') return number
  return number.value < 0 && number.unit === '' ? number : words
}

const putFinding = (page: NoticePage, { number, finding, settled }: ListedFinding): void => {
  const asks = finding.class === 'verification' && !settled
  const { sheet, cell, found, expected, rule, about } = finding
  const item = about ? page.notice.nameOf(about) : ''
  const words = [
    String(number),
    FINDING_CLASSES[finding.class].zh,
    [sheet === '' ? '全文件' : sheet, item].filter((part) => part !== '').join('\n'),
    cell === '' ? '—' : cell,
    asFound(found, about),
    asFound(expected.zh, about),
    rule,
    asks ? '' : settledText(settled),
  ]
  const row = putTableRow(page, pieces(FINDING_PLAN, words))
  linkPlace(page, row, finding)
  page.sheet.getCell(row, 2).fill = MARKS[finding.class].fill
  if (asks) askExplanation(page, row, number)
  else if (!settled) page.sheet.getCell(row, COLUMNS.explanation).alignment = STYLES.word.alignment
}

const putFindings = (page: NoticePage): void => {
  const { findings, submission } = page.notice
  if (findings.length === 0) return section(page, '一、审核结果（没有发现问题）')
  section(page, `一、审核结果（共 ${findings.length} 条：${classCounts(submission.findings)}）`)
  const heads = [
    '序号',
    '类别',
    '表／报表项',
    '单元格',
    '发现',
    '应为／处理要求',
    '规则',
    '说明（核实性由填报单位填写）',
  ]
  putTableRow(page, pieces(headerOf(FINDING_PLAN), heads))
  for (const finding of findings) putFinding(page, finding)
}

const CHANGE_PLAN = [
  [1, 'word'],
  [2, 'text'],
  [1, 'word'],
  [1, 'text'],
  [1, 'figure'],
  [2, 'figure'],
] as const satisfies readonly (readonly [number, StyleName])[]

const putChange = (page: NoticePage, change: ChangedFigure, number: number): void => {
  const { place, name, unit, before, now } = change
  const label = unit === '' ? name : `${name}（${unit}）`
  const texts = [
    String(number),
    place?.sheet ?? '—',
    place?.cell ?? '—',
    label,
    asNumber(before || '—'),
    asNumber(now || '—'),
  ]
  const row = putTableRow(page, pieces(CHANGE_PLAN, texts))
  if (place) linkPlace(page, row, place)
}

const putChanges = (page: NoticePage): void => {
  const { changes } = page.notice
  const title = '二、与上次计入的报送相比的变化'
  if (changes === null) return section(page, `${title}（本期首次报送）`)
  if (changes.since === null) return section(page, `${title}（此前的报送都没有计入）`)
  const { since, figures } = changes
  const count = figures.length === 0 ? '数字没有变化' : `共 ${figures.length} 处`
  section(page, `${title}（${count}；上次：${since.id}，${dayText(since.received).zh}收到）`)
  if (figures.length === 0) return
  putTableRow(
    page,
    pieces(headerOf(CHANGE_PLAN), ['序号', '表', '单元格', '报表项（计量单位）', '上次计入', '本次报送']),
  )
  figures.forEach((change, index) => putChange(page, change, index + 1))
}

const putPoints = (page: NoticePage, title: string, points: readonly string[]): void => {
  section(page, title)
  points.forEach((point, index) =>
    putRow(page, [{ ...WHOLE, text: `${index + 1}．${point}`, style: 'point' }]),
  )
}

const setUp = (page: NoticePage): void => {
  const { sheet, row } = page
  WIDTHS.forEach((width, index) => {
    sheet.getColumn(index + 1).width = width
  })
  for (const column of [COLUMNS.stamp, COLUMNS.look, COLUMNS.note]) sheet.getColumn(column).hidden = true
  sheet.getCell(1, COLUMNS.stamp).value = RETURN_MARK
  sheet.getCell(2, COLUMNS.stamp).value = writtenText(page.notice.submission.id)
  sheet.pageSetup.printArea = `A1:${cellAddress(row - 1, LAST)}`
}

/** Adds the sheet at the end of the workbook; `links` are still to be laid. */
export const addResultSheet = async (
  workbook: Workbook,
  name: string,
  notice: Notice,
): Promise<{ readonly sheet: Worksheet; readonly links: readonly Link[] }> => {
  const sheet = workbook.addWorksheet(name, {
    properties: { tabColor: { argb: 'FFC00000' } },
    views: [{ state: 'normal', showGridLines: false }],
    pageSetup: {
      ...A4_ACROSS,
      margins: MARGINS,
    },
    headerFooter: PAGE_NUMBER,
  })
  const page: NoticePage = { sheet, notice, links: [], row: 1 }
  putHead(page)
  putFindings(page)
  putChanges(page)
  const { submission, findings, replyBy, sheets } = notice
  const marked = sheets !== undefined && page.links.length > 0
  const open = findings.filter((f) => !f.settled).map((f) => f.finding)
  putPoints(
    page,
    '三、办理要求',
    listDemands({ outcome: submission.outcome, findings: open, replyBy, marked }),
  )
  if (notice.remarks.length > 0) putPoints(page, '四、关于本文件', notice.remarks)
  setUp(page)
  await sheet.protect('', {
    selectLockedCells: true,
    selectUnlockedCells: true,
    formatColumns: true,
    formatRows: true,
  })
  return { sheet, links: page.links }
}
