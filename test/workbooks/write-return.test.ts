/** Knows that a submission goes back whole: the unit's values untouched, its formats kept, every finding said and marked. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ExcelJS from 'exceljs'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { parseFormCode, parseReportingUnitCode } from '../../indicators/codes.ts'
import { orderFindings, subjectOf, type Finding, type FindingSubject } from '../../indicators/finding.ts'
import { parseDay, parsePeriod } from '../../indicators/period.ts'
import type { Submission } from '../../indicators/submission.ts'
import { text } from '../../indicators/text.ts'
import type { Grid } from '../../workbooks/grid.ts'
import { FORM_LIMITS } from '../../workbooks/limits.ts'
import { readSubmission } from '../../workbooks/read-submission.ts'
import { readWorkbook } from '../../workbooks/read-workbook.ts'
import { isResultSheet } from '../../workbooks/return/stamp.ts'
import { openZip } from '../../workbooks/xlsx/zip.ts'
import { findReturn, writeReturn, type ReturnOrder } from '../../workbooks/write-return.ts'
import { writeTemplate } from '../../workbooks/write-template.ts'
import { bookParts, makeXlsx, makeZip } from './package-builder.ts'
import { readGrid, valuesOf } from './reading.ts'
import { catalogue, departmentForm } from './small-catalogue.ts'
import { lackingOffice, missingOffice, saveWithOffice } from '../office.ts'

const finding = (more: Partial<Finding>): Finding => ({
  rule: 'read.number',
  class: 'mandatory',
  sheet: '表',
  cell: 'A1',
  found: '六万余',
  expected: text('数字', 'a number'),
  ...more,
})

const submission = (findings: readonly Finding[], more: Partial<Submission> = {}): Submission => ({
  id: 'S-20200803-0007',
  file: '浙数经月1表.xlsx',
  sha256: 'f'.repeat(64),
  unit: parseReportingUnitCode('zj-jxt'),
  form: parseFormCode('dept-monthly'),
  forms: [parseFormCode('dept-monthly')],
  formVersion: '2',
  period: parsePeriod('2020-07'),
  known: parseDay('2020-08-03'),
  outcome: 'returned',
  counts: { read: 4, accepted: 0, rejected: 4, unchanged: 0 },
  findings,
  ...more,
})

/** The same bytes as a part of a larger buffer, as small files are read. */
const inside = (bytes: Uint8Array): Uint8Array => Buffer.concat([Buffer.from('PK\u0003'), bytes]).subarray(3)

const orderOf = async (
  original: Uint8Array,
  findings: readonly Finding[],
  more: Partial<ReturnOrder> = {},
): Promise<ReturnOrder> => ({
  original: inside(original),
  result: await readWorkbook(original),
  submission: submission(findings),
  changes: null,
  received: parseDay('2020-08-03'),
  made: parseDay('2020-08-04'),
  created: new Date('2020-08-04T00:00:00Z'),
  office: { name: '浙江省统计局' },
  ...more,
})

const load = async (bytes: Uint8Array): Promise<ExcelJS.Workbook> => {
  const workbook = new ExcelJS.Workbook()
  await workbook.xlsx.load(new Uint8Array(bytes).buffer)
  return workbook
}

const sheetOf = (workbook: ExcelJS.Workbook, name: string | number): ExcelJS.Worksheet => {
  const sheet = typeof name === 'string' ? workbook.getWorksheet(name) : workbook.worksheets[name]
  if (!sheet) throw new Error(`no sheet ${name}`)
  return sheet
}

const textsOf = (grid: Grid): string => Object.values(valuesOf(grid.sheets.find(isResultSheet))).join('\n')

const noteOf = ({ note }: ExcelJS.Cell): string =>
  typeof note === 'object' ? (note.texts ?? []).map((run) => run.text).join('') : String(note)

/** Values by sheet of the unit, what says nothing left out. */
const unitValues = (grid: Grid): Record<string, unknown> =>
  Object.fromEntries(
    grid.sheets
      .filter((s) => !isResultSheet(s))
      .map((s) => [
        s.name,
        Object.fromEntries(Object.entries(valuesOf(s)).filter(([, value]) => value !== '' && value !== '?')),
      ]),
  )

const partOf = (bytes: Uint8Array, name: string): string => {
  const zip = openZip(Buffer.from(bytes), FORM_LIMITS)
  const entry = zip.find(name)
  if (!entry) throw new Error(`no part ${name}`)
  return zip.read(entry).toString('utf8')
}

describe('a filled template with wrong figures', { timeout: 30_000 }, () => {
  const [unit] = catalogue.reportingUnits
  let original: Uint8Array
  let order: ReturnOrder
  let bytes: Uint8Array
  let name: string
  let asRead: readonly Finding[]
  let figure: FindingSubject

  beforeAll(async () => {
    if (!unit) throw new Error('no unit')
    original = await writeTemplate({
      form: departmentForm,
      unit,
      period: parsePeriod('2020-07'),
      variables: catalogue.variables,
      entries: [
        { variable: 'software', measure: 'current', value: 56000.5 },
        { variable: 'software', measure: 'ytd', value: '三千余', note: '=HYPERLINK("http://x")' },
        { variable: 'online_retail', measure: 'ytd', value: 12.34 },
        { variable: 'nc_rate', measure: 'end', value: 430 },
      ],
    })
    const grid = await readGrid(original)
    name = grid.sheets[0]?.name ?? ''
    const reading = readSubmission({ grid, file: '浙数经月1表.xlsx', catalogue, given: {} })
    asRead = reading.findings
    const [observation] = reading.observations
    if (!observation) throw new Error('no figure was read')
    figure = subjectOf(observation)
    order = await orderOf(
      original,
      [finding({ class: 'notice', sheet: '', cell: '', rule: 'x.note' }), ...reading.findings],
      {
        changes: {
          since: { id: 'S-20200802-0003', received: parseDay('2020-08-02') },
          figures: [
            {
              place: { sheet: name, cell: 'E9' },
              name: '网络零售额',
              unit: '亿元',
              before: '-11.9',
              now: '12.34',
            },
            { place: null, name: '软件产品收入', unit: '亿元', before: '=1+1', now: '未报或未能读取' },
          ],
        },
        replyBy: parseDay('2020-08-07'),
        names: { unit: unit.name, forms: new Map([[departmentForm.code, departmentForm.title]]) },
      },
    )
    // A finding that the unit must explain, beside those that block.
    const asked = finding({
      sheet: name,
      cell: order.submission.findings.find((f) => f.rule === 'read.range')?.cell ?? '',
      class: 'verification',
    })
    const findings = orderFindings([...order.submission.findings, asked])
    order = { ...order, submission: { ...order.submission, findings } }
    bytes = await writeReturn(order)
  })

  test('the first sheet says what was received, every finding with what blocks first, the changes and what to do', async () => {
    const grid = await readGrid(bytes)
    expect(grid.sheets.map((s) => s.name)).toEqual(['审核结果', name, '_beizeng'])
    const said = textsOf(grid)
    for (const words of [
      '审核结果通知',
      '填报单位：浙江省经济和信息化厅（zj-jxt）',
      '报送编号：S-20200803-0007',
      '报 告 期：2020年7月',
      '收到日期：2020年8月3日',
      '办理期限：2020年8月7日前（含当日）',
      '审核结论：已退回',
      '读取数字 4 个 ＝ 采用 0 个 ＋ 未采用 4 个 ＋ 与已有数字相同 0 个',
      '（共 2 处；上次：S-20200802-0003，2020年8月2日收到）',
      "'=1+1",
      '请于2020年8月7日前（含当日）重新报送。',
    ])
      expect(said).toContain(words)
    const [changed] = (sheetOf(await load(bytes), 0).getRows(1, 60) ?? []).filter((row) =>
      row.getCell(5).text.startsWith('网络零售额'),
    )
    // Numbers are numbers, with their decimals; only text is kept from being a formula.
    expect([6, 7].map((column) => changed?.getCell(column).value)).toEqual([-11.9, 12.34])
    expect(changed?.getCell(7).numFmt).toMatch(/^#,##0\.00_ ;/)
    const rules = order.submission.findings.map((f) => f.rule)
    expect(rules).toEqual(expect.arrayContaining(['read.number', 'read.range']))
    const results = sheetOf(await load(bytes), 0)
    const rows = (results.getRows(1, results.rowCount) ?? []).filter((row) =>
      rules.includes(row.getCell(7).text),
    )
    expect(rows.map((row) => row.getCell(7).text).toSorted()).toEqual(rules.toSorted())
    const classes = rows.map((row) => row.getCell(2).text)
    const weight = ['强制性', '准强制性', '核实性', '提示']
    expect(classes).toEqual(classes.toSorted((a, b) => weight.indexOf(a) - weight.indexOf(b)))
    expect(rows.map((row) => row.getCell(8).protection?.locked === false)).toEqual(
      classes.map((c) => c === '核实性'),
    )
  })

  test('only what speaks of a figure, or is negative, becomes a number; a code, a year and the name of an item stay words', async () => {
    const words = ['100 书报杂志类', '330000000000', '2019', '20201103', '43.3']
    const found = [...words, '-11.9'].map((said) =>
      finding({ found: said, cell: '', expected: text(said, '') }),
    )
    const judged = finding({ found: '3000.5', expected: text('2900 亿元', ''), cell: '', about: figure })
    const findings = [...found, judged]
    const made = await writeReturn({ ...order, submission: { ...order.submission, findings } })
    const results = sheetOf(await load(made), '审核结果')
    const rows = (results.getRows(1, results.rowCount) ?? []).filter(
      (row) => row.getCell(7).text === 'read.number',
    )
    const shown = rows.map((row) => [row.getCell(5).value, row.getCell(6).value])
    expect(shown).toEqual([...words.map((one) => [one, one]), [-11.9, -11.9], [3000.5, 2900]])
  })

  test('the unit’s own values and formats stand as they stood', async () => {
    expect(unitValues(await readGrid(bytes))).toEqual(unitValues(await readGrid(original)))
    const [before, after] = [sheetOf(await load(original), 0), sheetOf(await load(bytes), name)]
    const marked = new Set(order.submission.findings.map((f) => f.cell))
    let same = 0
    before.eachRow((row) =>
      row.eachCell((cell) => {
        if (marked.has(cell.address)) return
        expect(after.getCell(cell.address).style).toEqual(cell.style)
        expect(after.getCell(cell.address).dataValidation).toEqual(cell.dataValidation)
        same++
      }),
    )
    expect(same).toBeGreaterThan(50)
    expect(after.getColumn(1).width).toBe(before.getColumn(1).width)
    expect(after.pageSetup.printTitlesRow).toBe(before.pageSetup.printTitlesRow)
    expect(after).toHaveProperty('sheetProtection.sheet', true)
  })

  test('a faulty cell is framed, coloured and commented; the first sheet leads to it', async () => {
    const workbook = await load(bytes)
    const faulty = order.submission.findings.filter((f) => f.cell !== '')
    expect(faulty.length).toBeGreaterThanOrEqual(2)
    for (const { cell, found, rule, expected } of faulty) {
      const written = sheetOf(workbook, name).getCell(cell)
      expect(written.border?.left?.style).toMatch(/^(?:thick|medium|mediumDashed)$/)
      expect(written.fill).toMatchObject({ pattern: 'solid' })
      for (const words of [found, rule, expected.zh, '处理：']) expect(noteOf(written)).toContain(words)
      const [, letters = '', row = ''] = /^([A-Z]+)(\d+)$/.exec(cell) ?? []
      const results = sheetOf(workbook, '审核结果').id
      expect(partOf(bytes, `xl/worksheets/sheet${results}.xml`)).toContain(
        `location="'${name}'!$${letters}$${row}"`,
      )
    }
  })

  test('the same order gives the same bytes', async () => {
    expect(Buffer.compare(await writeReturn(order), bytes)).toBe(0)
  })

  test('sent back it is read as before, its explanations are found, and the next return takes the old marks off', async () => {
    const workbook = await load(bytes)
    const results = sheetOf(workbook, '审核结果')
    const asked = (results.getRows(1, results.rowCount) ?? []).find((row) =>
      row.getCell(9).text.startsWith('explain:'),
    )
    if (!asked) throw new Error('nothing to explain')
    asked.getCell(8).value = '新增两家重点企业'
    const again = new Uint8Array(await workbook.xlsx.writeBuffer())
    const grid = await readGrid(again)
    expect(findReturn(grid)).toMatchObject({
      submission: 'S-20200803-0007',
      answers: [
        { finding: order.submission.findings.length - 1, text: '新增两家重点企业', sheet: '审核结果' },
      ],
    })
    const reading = readSubmission({ grid, file: '浙数经月1表.xlsx', catalogue, given: {} })
    expect(reading.findings).toEqual(asRead)

    const next = await writeReturn(
      await orderOf(again, [finding({ sheet: name, cell: 'A1', class: 'verification' })]),
    )
    const [first, then] = [sheetOf(await load(original), 0), await load(next)]
    expect(then.worksheets.map((s) => s.name)).toEqual(['审核结果', name, '_beizeng'])
    for (const { cell } of order.submission.findings.filter((f) => f.cell !== '')) {
      expect(sheetOf(then, name).getCell(cell).style).toEqual(first.getCell(cell).style)
      expect(sheetOf(then, name).getCell(cell).note).toBeUndefined()
    }
    expect(noteOf(sheetOf(then, name).getCell('A1'))).toContain('六万余')
  })
})

describe('what cannot be carried over', { timeout: 30_000 }, () => {
  const unitBook = async (
    change: (workbook: ExcelJS.Workbook, sheet: ExcelJS.Worksheet) => void,
  ): Promise<Uint8Array> => {
    const workbook = new ExcelJS.Workbook()
    const sheet = workbook.addWorksheet('表')
    sheet.getCell('A1').value = '六万余'
    change(workbook, sheet)
    return new Uint8Array(await workbook.xlsx.writeBuffer())
  }
  const returned = async (
    original: Uint8Array,
    findings: readonly Finding[] = [finding({})],
  ): Promise<Grid> => readGrid(await writeReturn(await orderOf(original, findings)))

  test('drop-downs on whole columns are too much for the library: the sheets are built anew, marked and linked', async () => {
    const original = makeXlsx({
      rows: '<row r="1"><c r="A1" t="inlineStr"><is><t>六万余</t></is></c></row>',
      after: `<dataValidations count="1"><dataValidation type="list" sqref="A1:AD1048576"><formula1>"a,b"</formula1></dataValidation></dataValidations>`,
    })
    const started = performance.now()
    const bytes = await writeReturn(await orderOf(original, [finding({})]))
    expect(performance.now() - started).toBeLessThan(5000)
    expect(textsOf(await readGrid(bytes))).toContain('数据有效性设在整列上，各表按其内容重建')
    expect(noteOf(sheetOf(await load(bytes), '表').getCell('A1'))).toContain('六万余')
  })

  test('charts, shapes and macros are named, pictures stay', async () => {
    const png = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    )
    const original = await unitBook((workbook, sheet) => {
      const imageId = workbook.addImage({
        buffer: png.buffer.slice(png.byteOffset, png.byteOffset + png.length),
        extension: 'png',
      })
      sheet.addImage(imageId, 'B2:C3')
    })
    const zip = openZip(Buffer.from(original), FORM_LIMITS)
    const names = [
      '[Content_Types].xml',
      '_rels/.rels',
      'xl/workbook.xml',
      'xl/_rels/workbook.xml.rels',
      'xl/styles.xml',
      'xl/sharedStrings.xml',
      'xl/worksheets/sheet1.xml',
      'xl/worksheets/_rels/sheet1.xml.rels',
      'xl/drawings/drawing1.xml',
      'xl/drawings/_rels/drawing1.xml.rels',
      'xl/media/image1.png',
    ]
    const parts = names.flatMap((name) => {
      const entry = zip.find(name)
      return entry ? [{ name, data: zip.read(entry) }] : []
    })
    const more = ['xl/charts/chart1.xml', 'xl/vbaProject.bin'].map((name) => ({ name, data: '<x/>' }))
    const bytes = await writeReturn(await orderOf(makeZip([...parts, ...more]), [finding({})]))
    expect(textsOf(await readGrid(bytes))).toContain('原文件中的图表、宏未能带入本文件')
    expect(sheetOf(await load(bytes), '表').getImages()).toHaveLength(1)
  })

  test('a formula on another workbook gives way to its saved result, one on its own cells stays', async () => {
    const original = await unitBook((_, sheet) => {
      sheet.getCell('B1').value = { formula: "'[1]x y'!A1*2", result: 42.5 }
      sheet.getCell('B2').value = { formula: 'IF(LEN("[1]")>B1,Rate,SUM($B$1:B1)*1E2)', result: 7 }
      sheet.getCell('B3').value = { formula: 'IF(LEN("[1]")>B1,TRUE,SUM($B$1:B1)*1E2)', result: 8 }
    })
    const grid = await returned(original)
    const cells = grid.sheets[1]?.cells.filter((c) => c.column === 2) ?? []
    expect(cells.map((c) => [c.formula, c.content])).toEqual([
      [undefined, { type: 'number', value: 42.5 }],
      [undefined, { type: 'number', value: 7 }],
      ['IF(LEN("[1]")>B1,TRUE,SUM($B$1:B1)*1E2)', { type: 'number', value: 8 }],
    ])
    expect(textsOf(grid)).toContain('有 2 个公式引用其他工作簿或名称')
  })

  test('what a merge hid is shown', async () => {
    const rows = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>'
    const grid = await returned(
      makeXlsx({ rows, after: '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>' }),
    )
    expect([valuesOf(grid.sheets[1]), grid.sheets[1]?.merges]).toEqual([{ A1: 1, B1: 2 }, []])
    expect(textsOf(grid)).toContain('已取消合并')
  })

  test('a note of the unit is kept below ours, and a sheet of our name stays the unit’s', async () => {
    const original = await unitBook((workbook, sheet) => {
      sheet.getCell('A1').note = '本单位批注'
      workbook.addWorksheet('审核结果').getCell('A1').value = 5
    })
    const bytes = await writeReturn(await orderOf(original, [finding({})]))
    expect((await readGrid(bytes)).sheets.map((s) => s.name)).toEqual(['审核结果 (2)', '表', '审核结果'])
    expect(noteOf(sheetOf(await load(bytes), '表').getCell('A1'))).toMatch(/六万余[^]*原有批注：本单位批注$/)
  })

  test('a refused file gives the first sheet alone, with the reason', async () => {
    const bytes = await writeReturn(
      await orderOf(new Uint8Array(0), [finding({ sheet: '', cell: '' })], {
        submission: submission([finding({ sheet: '', cell: '' })], {
          outcome: 'refused',
          unit: null,
          form: null,
          period: null,
        }),
      }),
    )
    const grid = await readGrid(bytes)
    expect(grid.sheets.map((s) => s.name)).toEqual(['审核结果'])
    expect(textsOf(grid)).toContain('文件未能读取，原表未附入：文件是空的（0 字节）。')
  })

  test('one that the bureau returned says why, and counts nothing as taken; what is settled is not asked again', async () => {
    const asked = [finding({ class: 'verification' }), finding({ class: 'verification', cell: 'A2' })]
    const counts = { read: 3, accepted: 2, rejected: 0, unchanged: 1 }
    const order = await orderOf(await unitBook(() => undefined), asked, {
      submission: submission(asked, { counts }),
      settled: new Map([[1, { kind: 'explained', text: '甲公司停产检修', givenIn: 'S0' }]]),
      reason: '第2条未见说明（省统计局）',
    })
    const bytes = await writeReturn(order)
    const grid = await readGrid(bytes)
    for (const words of [
      '退回理由：第2条未见说明（省统计局）',
      '读取数字 3 个 ＝ 采用 0 个 ＋ 未采用 2 个 ＋ 与已有数字相同 1 个',
      '已说明（报送 S0）：甲公司停产检修',
      '收到日期：2020年8月3日',
    ])
      expect(textsOf(grid)).toContain(words)
    expect(findReturn(grid)?.answers.map((a) => a.finding)).toEqual([2])
    const sheet = sheetOf(await load(bytes), '表')
    expect([sheet.getCell('A1').note, noteOf(sheet.getCell('A2')).includes('核实性')]).toEqual([
      undefined,
      true,
    ])
  })

  test('a submission without findings asks for nothing', async () => {
    const order = await orderOf(await unitBook(() => undefined), [], {
      changes: { since: { id: 'S-1', received: parseDay('2020-08-01') }, figures: [] },
    })
    const said = textsOf(
      await readGrid(await writeReturn({ ...order, submission: submission([], { outcome: 'accepted' }) })),
    )
    expect(said).toContain('不需办理')
    expect(said).toContain('数字没有变化')
  })
})

const escapeXml = (raw: string): string =>
  // oxlint-disable-next-line no-control-regex
  raw.replace(/[<>&\u0000-\u001F\uFFFE\uFFFF]|_(?=x)/g, (c) =>
    c === '<' || c === '>' || c === '&'
      ? `&#${c.charCodeAt(0)};`
      : `_x${c.charCodeAt(0).toString(16).padStart(4, '0')}_`,
  )
const words = fc.oneof(
  fc.constantFrom('=1+1', '@SUM(A1)', '-5', '_x0041_', ' 前后空格 ', '０．５', "'引号", 'a\r\nb', '\u0007'),
  fc.string({ unit: 'binary', maxLength: 12 }).map((s) => s.replaceAll('\0', '')),
)
const cellXml = fc.oneof(
  fc.double({ noDefaultInfinity: true, noNaN: true }).map((n) => `><v>${n}</v>`),
  fc.double({ min: 1, max: 80_000, noNaN: true }).map((n) => ` s="1"><v>${n}</v>`),
  fc.double({ min: 1, max: 80_000, noNaN: true }).map((n) => ` s="2"><v>${n}</v>`),
  words.map((s) => ` t="inlineStr"><is><t xml:space="preserve">${escapeXml(s)}</t></is>`),
  words.map((s) => ` t="str"><f>"x"&amp;A1</f><v xml:space="preserve">${escapeXml(s)}</v>`),
  fc.constantFrom(
    ' t="b"><v>1</v>',
    ' t="e"><v>#N/A</v>',
    ' t="e"><v>#SPILL!</v>',
    '><f>B2*2</f>',
    '><f>B2*2</f><v>3</v>',
  ),
)
const sheetXml = fc
  .array(fc.array(fc.option(cellXml), { maxLength: 5 }), { maxLength: 6 })
  .map((rows) =>
    rows
      .map(
        (row, r) =>
          `<row r="${r + 1}">${row.map((c, i) => (c === null ? '' : `<c r="${'ABCDE'.charAt(i)}${r + 1}"${c}</c>`)).join('')}</row>`,
      )
      .join(''),
  )

describe.each([
  ['kept with its formats', (xml: string) => xml],
  ['built anew', (xml: string) => xml.replace(/<(\/?)(?=[a-zA-Z])/g, '<$1x:').replace('xmlns=', 'xmlns:x=')],
])('a workbook %s', (way, shape) => {
  test('holds every value as it was, whatever stands in it', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(sheetXml, fc.boolean(), async (rows, is1904) => {
        const book = {
          rows,
          formats: ['yyyy-mm-dd', '0.00&quot;天&quot;d'],
          ...(is1904 ? { workbookPr: '<workbookPr date1904="1"/>' } : {}),
        }
        const parts = bookParts(book)
        const sheet = shape(String(parts['xl/worksheets/sheet1.xml']))
        const original = makeZip(
          Object.entries({ ...parts, 'xl/worksheets/sheet1.xml': sheet }).map(([name, data]) => ({
            name,
            data,
          })),
        )
        const grid = await readGrid(
          await writeReturn(await orderOf(original, [finding({}), finding({ cell: 'C3' })])),
        )
        expect(unitValues(grid)).toEqual(unitValues(await readGrid(original)))
        expect(textsOf(grid).includes('按其内容重建')).toBe(way === 'built anew')
      }),
      { numRuns: 30 },
    )
  })
})

const shared = new URL('../../../shared/workbooks/', import.meta.url)
const present = existsSync(shared)
if (!present) console.warn('the shared workbooks are not there: their tests are skipped')
const files = present
  ? ['hostile', 'real'].flatMap((folder) =>
      readdirSync(new URL(`${folder}/`, shared))
        .filter((file) => file !== 'MANIFEST.csv')
        .map((file) => ({ folder, file })),
    )
  : []

const returnOf = async ({ folder, file }: { folder: string; file: string }) => {
  const original = readFileSync(new URL(`${folder}/${file}`, shared))
  const order = await orderOf(original, [])
  const sheets = 'grid' in order.result ? order.result.grid.sheets : []
  const findings = sheets.map((s) => finding({ sheet: s.name, cell: 'B2', found: '=1+1' }))
  return {
    result: order.result,
    bytes: await writeReturn({ ...order, submission: submission(findings, { file }) }),
  }
}

describe.skipIf(!present)('crafted and real workbooks', () => {
  test.each(files)('$folder/$file goes back with its own values', { timeout: 20_000 }, async (one) => {
    const { result, bytes } = await returnOf(one)
    const back = await readGrid(bytes)
    expect(back.sheets[0] && isResultSheet(back.sheets[0])).toBe(true)
    const own = 'grid' in result ? Object.values(unitValues(result.grid)) : []
    const written = Object.values(unitValues(back))
    if (written.length > 0 || own.length === 0) expect(written).toEqual(own)
    else expect(textsOf(back)).toContain('未附入本文件')
  })

  test.skipIf(missingOffice !== undefined)(
    `LibreOffice opens them${lackingOffice}`,
    { timeout: 120_000 },
    async () => {
      const returns = await Promise.all(files.map(returnOf))
      // The returns of refused files are alike: one of them is enough.
      const refused = returns.findIndex(({ result }) => 'refused' in result)
      const some = returns.filter(({ result }, index) => 'grid' in result || index === refused)
      const folder = mkdtempSync(join(tmpdir(), 'return-'))
      try {
        const inputs = some.map((_, index) => join(folder, `${index}.xlsx`))
        some.forEach(({ bytes }, index) => writeFileSync(inputs[index] ?? '', bytes))
        saveWithOffice('csv', folder, inputs)
        for (const input of inputs)
          expect(readFileSync(input.replace(/xlsx$/, 'csv'), 'utf8')).toContain('beizeng-return/1')
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    },
  )
})
