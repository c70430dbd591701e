/** Knows what our .xlsx reader must get right, kind by kind. */
import { describe, expect, test } from 'vitest'
import { FORM_LIMITS, TABLE_LIMITS } from '../../workbooks/limits.ts'
import { bookParts, makeXlsx, makeZip, type BookParts } from './package-builder.ts'
import { codeOf, formulasOf, readGrid, valuesOf } from './reading.ts'

const sheetOf = async (book: BookParts) => (await readGrid(makeXlsx(book))).sheets[0]
const values = async (book: BookParts) => valuesOf(await sheetOf(book))
const cell = (inner: string, attributes = ''): string =>
  `<row r="1"><c r="A1" ${attributes}>${inner}</c></row>`

const line = (ref: string, value: string): string =>
  `<c r="${ref}" t="inlineStr"><is><t>${value}</t></is></c>`

describe('values', () => {
  test('every type of cell, and blanks that leave nothing', async () => {
    const rows = `<row r="1"><c r="A1"><v>-12.50</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="str"><v>a</v></c>
      <c r="D1" t="b"><v>1</v></c><c r="E1" t="e"><v>#REF!</v></c><c r="F1" s="1"/><c r="G1" t="s"><v>0</v></c>
      <c r="H1" t="d"><v>2016-04-20T08:30:00Z</v></c><c r="I1"><v>abc</v></c><c r="J1" t="inlineStr"><is><t/></is></c></row>`
    const grid = await readGrid(makeXlsx({ rows, strings: '<si/><si><t>乙</t></si>', formats: ['0'] }))
    expect(valuesOf(grid.sheets[0])).toEqual({
      A1: -12.5,
      B1: '乙',
      C1: 'a',
      D1: true,
      E1: '#REF!',
      H1: '2016-04-20T08:30:00',
      I1: 'abc',
    })
    expect(grid.warnings.map((w) => w.en).join()).toContain('I1')
  })

  test('text: rich runs without phonetics, entities, CDATA, escapes, line ends, NUL and lone surrogates', async () => {
    const strings = [
      '<si><r><t>规上</t></r><r><rPr><b/></rPr><t> 工业 </t></r><rPh sb="0" eb="1"><t>x</t></rPh></si>',
      '<si><t>&amp;&lt;&#x4E2D;&#20013;<![CDATA[<&amp;]]>b</t></si>',
      '<si><t>_x0041__x005F_x0041_ _x0000__xD800_ _xD83D__xDE00_</t></si>',
      '<si><t>a\r\nb\rc_x000D_\nd</t></si>',
      '<si><t>&#0;&#xD800;</t></si>',
    ]
    const rows = `<row r="1">${strings.map((_, i) => `<c t="s"><v>${i}</v></c>`).join('')}</row>`
    expect(Object.values(await values({ rows, strings: strings.join('') }))).toEqual([
      '规上 工业 ',
      '&<中中<&amp;b',
      'A_x0041_ \uFFFD\uFFFD 😀',
      'a\nb\nc\r\nd',
      '\uFFFD\uFFFD',
    ])
  })

  test('a style that does not exist is General, and said; what occurs again is the same again', async () => {
    const rows = `<row r="1"><c r="A1" s="9"><v>1</v></c><c r="B1" s="9" t="s"><v>0</v></c><c r="C1" s="1"><v>42480</v></c><c r="D1" t="s"><v>0</v></c></row>
      <row r="2"><c r="C2" s="1"><v>42480</v></c><c r="D2"><v>42480</v></c><c r="E2" s="1" t="s"><v>0</v></c></row>`
    const grid = await readGrid(makeXlsx({ rows, strings: '<si><t>甲</t></si>', formats: ['yyyy-mm'] }))
    const day = '2016-04-20'
    expect(valuesOf(grid.sheets[0])).toEqual({
      A1: 1,
      B1: '甲',
      C1: day,
      D1: '甲',
      C2: day,
      D2: 42480,
      E2: '甲',
    })
    expect(grid.warnings.map((w) => w.en)).toEqual([
      expect.stringMatching(/style that does not exist.*: A1, B1$/),
    ])
  })

  test('dates by format and system; durations, exponents and printed letters are numbers', async () => {
    const formats = [
      'yyyy&quot;年&quot;m&quot;月&quot;',
      '0.00E+00',
      '[h]:mm',
      '&quot;day&quot;0',
      'G/通用格式',
      '[$-804]aaaa',
      'h:mm',
    ]
    const rows = `<row r="1">${formats.map((_, i) => `<c s="${i + 1}"><v>${i === 6 ? 0.5 : 42480}</v></c>`).join('')}</row>`
    expect(Object.values(await values({ rows, formats }))).toEqual([
      '2016-04-20',
      42480,
      42480,
      42480,
      42480,
      '2016-04-20',
      '12:00:00',
    ])
    const early = await values({
      rows: cell('<v>44620</v>', 's="1"'),
      formats: ['yyyy-mm'],
      workbookPr: '<workbookPr date1904="1"/>',
    })
    expect(early).toEqual({ A1: '2026-03-01' })
    expect(await values({ rows: cell('<v>-1</v>', 's="1"'), formats: ['yyyy-mm'] })).toEqual({ A1: -1 })
  })

  test('formulas: not calculated is a state, an empty result is not; shared ones move, arrays stay', async () => {
    const rows = `<row r="1"><c r="A1"><f>B1&amp;"A1"</f></c><c r="B1"><f>1+1</f><v/></c><c r="C1" t="str"><f>""</f><v></v></c></row>
      <row r="2"><c r="A2"><f t="shared" si="0"/><v>5</v></c><c r="B2"><f t="shared" ref="A2:B3" si="0">SUM($A1:B$1)+LOG10(B1)+'A1'!C:C&amp;"B1"</f><v>6</v></c></row>
      <row r="3"><c r="B3"><f t="shared" si="0"/></c><c r="C3"><f t="array" ref="C3:C4">A1:A2*2</f><v>1</v></c><c r="D3"><f t="shared" si="9"/><v>1</v></c></row>`
    const grid = await readGrid(makeXlsx({ rows }))
    expect(valuesOf(grid.sheets[0])).toMatchObject({ A1: '?', B1: '?', C1: '', A2: 5, B2: 6, B3: '?', D3: 1 })
    expect(formulasOf(grid.sheets[0])).toEqual({
      A1: 'B1&"A1"',
      B1: '1+1',
      C1: '""',
      A2: `SUM($A1:A$1)+LOG10(A1)+'A1'!B:B&"B1"`,
      B2: `SUM($A1:B$1)+LOG10(B1)+'A1'!C:C&"B1"`,
      B3: `SUM($A2:B$1)+LOG10(B2)+'A1'!C:C&"B1"`,
      C3: 'A1:A2*2',
    })
    expect(grid.warnings.map((w) => w.en).join()).toMatch(/A1, B1, B3.*/)
    expect(grid.warnings.map((w) => w.en).join()).toContain('D3')
  })
})

describe('places', () => {
  test('rows and cells without addresses, out of order, and a row number that only its cells know', async () => {
    const rows =
      '<row r="3"><c r="B3"><v>32</v></c><c r="A3"><v>31</v></c><c><v>33</v></c></row><row><c/><c><v>42</v></c></row><row><c r="C9"><v>9</v></c></row><row r="1"><c><v>1</v></c></row>'
    const sheet = await sheetOf({ rows: rows.replace('<c><v>33</v></c>', '') })
    expect(valuesOf(sheet)).toEqual({ A1: 1, A3: 31, B3: 32, B4: 42, C9: 9 })
    expect(Object.keys(valuesOf(sheet))).toEqual(['A1', 'A3', 'B3', 'B4', 'C9'])
    expect(await codeOf(makeXlsx({ rows }))).toBe('sheet.duplicate')
  })

  test('the used box is counted; hidden rows and columns are clipped to it; merges are rectangles', async () => {
    const sheet = await sheetOf({
      before: '<dimension ref="A1:XFD1048576"/><cols><col min="2" max="16384" hidden="1"/></cols>',
      rows: '<row r="1"><c r="A1"><v>1</v></c><c r="C1"><v>2</v></c></row><row r="2" hidden="1"><c r="A2"><v>3</v></c></row><row r="900" hidden="1"/>',
      after:
        '<mergeCells><mergeCell ref="C2:A2"/><mergeCell ref="B1:B1048576"/><mergeCell ref="E5:E5"/></mergeCells>',
    })
    expect(sheet).toMatchObject({ rows: 2, columns: 3, hiddenRows: [2], hiddenColumns: [2, 3] })
    expect(sheet?.merges).toEqual([{ top: 1, left: 2, bottom: 1_048_576, right: 2 }])
  })

  test('values under a merge, disagreeing unit lines and stale sums are warned about', async () => {
    const grid = await readGrid(
      makeXlsx({
        rows: `<row r="1">${line('A1', '单位：亿元')}${line('B1', '藏')}${line('D1', '(计量单位:万元)')}</row><row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>2</v></c><c r="C2"><f>SUM(A2:B2)</f><v>4</v></c><c r="D2"><f>-A2+B2</f><v>1</v></c></row>`,
        after: '<mergeCells><mergeCell ref="A1:C1"/></mergeCells>',
      }),
    )
    const said = grid.warnings.map((w) => w.zh).join('\n')
    expect(said).toMatch(/合并单元格遮住的内容：B1\n/)
    expect(said).toMatch(/不同的计量单位：A1 亿元, D1 万元/)
    expect(said).toMatch(/C2 \(=SUM\(A2:B2\): 4 ≠ 3\)$/)
  })
})

describe('packages', () => {
  const rows = '<row r="1"><c r="A1"><v>1</v></c></row>'
  const one = { A1: 1 }

  test.each(['stored', 'streamed', 'zip64'] as const)('%s entries', async (kind) => {
    expect(valuesOf((await readGrid(makeXlsx({ rows }, { [kind]: true }))).sheets[0])).toEqual(one)
  })

  test('back-slash names, unusual folders, prefixes, UTF-16 and macro workbooks', async () => {
    const parts = bookParts({ rows })
    const back = Object.entries(parts).map(([name, data]) => ({ name: name.replaceAll('/', '\\'), data }))
    expect(valuesOf((await readGrid(makeZip(back))).sheets[0])).toEqual(one)
    const sheet = String(parts['xl/worksheets/sheet1.xml'])
    const prefixed = sheet.replaceAll(/<(\/?)/g, '<$1x:').replace('xmlns=', 'xmlns:x=')
    expect(await values({ parts: { 'xl/worksheets/sheet1.xml': prefixed } })).toEqual(one)
    for (const mark of ['\uFEFF', '']) {
      const wide = Buffer.from(`${mark}<?xml version="1.0" encoding="UTF-16"?>${sheet}`, 'utf16le')
      expect(await values({ parts: { 'xl/worksheets/sheet1.xml': wide } })).toEqual(one)
    }
    const types =
      '<Types><Override PartName="/xl/workbook.xml" ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>'
    expect((await readGrid(makeXlsx({ rows, parts: { '[Content_Types].xml': types } }))).kind).toBe('xlsm')
  })

  test('sheets keep their state and order; charts are passed over', async () => {
    const main = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
    const grid = await readGrid(
      makeXlsx({
        rows,
        parts: {
          'xl/workbook.xml': `<workbook xmlns:q="${main}"><sheets><sheet name="图" q:id="c"/><sheet name="藏" state="veryHidden" q:id="s"/></sheets></workbook>`,
          'xl/_rels/workbook.xml.rels': `<Relationships><Relationship Id="c" Type="${main}/chartsheet" Target="c.xml"/><Relationship Id="s" Type="${main}/worksheet" Target="/xl/worksheets/sheet1.xml"/></Relationships>`,
        },
      }),
    )
    expect(grid.sheets.map((s) => [s.name, s.state])).toEqual([['藏', 'veryHidden']])
  })

  const broken: readonly (readonly [code: string, name: string, bytes: () => Buffer])[] = [
    [
      'zip.crc',
      'a wrong checksum',
      () => makeZip([{ name: '_rels/.rels', data: '<a/>', streamed: true, says: { crc: 1 } }]),
    ],
    [
      'zip.size',
      'more bytes than declared',
      () => makeZip([{ name: '_rels/.rels', data: 'x'.repeat(9999), says: { size: 10 } }]),
    ],
    [
      'zip.size',
      'fewer bytes than declared',
      () => makeZip([{ name: '_rels/.rels', data: 'x', says: { size: 10 } }]),
    ],
    ['zip.ratio', 'a bomb', () => makeZip([{ name: '_rels/.rels', data: ' '.repeat(9 << 20) }])],
    ['encrypted', 'an encryption flag', () => makeXlsx({ rows }, { says: { flags: 1 } })],
    ['zip.method', 'an unknown method', () => makeXlsx({ rows }, { says: { method: 9 } })],
    ['zip.mismatch', 'two methods', () => makeXlsx({ rows }, { says: { method: 0 } })],
    ['zip.name', 'a name that climbs', () => makeZip([{ name: 'a/../../b', data: '' }])],
    [
      'zip.duplicate',
      'names that differ only in case',
      () =>
        makeZip([
          { name: 'a/B', data: '' },
          { name: 'A/b', data: '' },
        ]),
    ],
    ['zip.broken', 'bytes after the end', () => Buffer.concat([makeXlsx({ rows }), Buffer.from('x')])],
    ['kind.unsupported', 'an ordinary zip', () => makeZip([{ name: 'a.txt', data: 'a' }])],
    [
      'opc.missing',
      'a missing part',
      () =>
        makeZip(
          Object.entries(bookParts({ rows }))
            .filter(([n]) => !n.includes('styles'))
            .map(([name, data]) => ({ name, data })),
        ),
    ],
    ['opc.root', 'another root', () => makeXlsx({ parts: { 'xl/worksheets/sheet1.xml': '<html/>' } })],
    [
      'xml.doctype',
      'a DTD',
      () => makeXlsx({ parts: { 'xl/worksheets/sheet1.xml': '<!DOCTYPE x><worksheet/>' } }),
    ],
    [
      'xml.entity',
      'an undefined entity',
      () => makeXlsx({ rows: cell('<is><t>&nbsp;</t></is>', 't="inlineStr"') }),
    ],
    ['xml.malformed', 'crossed tags', () => makeXlsx({ rows: '<row r="1"><c r="A1"><v>1</c></v></row>' })],
    [
      'xml.malformed',
      'a second root',
      () => makeXlsx({ parts: { 'xl/worksheets/sheet1.xml': '<worksheet/><worksheet/>' } }),
    ],
    [
      'xml.malformed',
      'text after the root',
      () => makeXlsx({ parts: { 'xl/worksheets/sheet1.xml': '<worksheet/>x' } }),
    ],
    [
      'xml.encoding',
      'bytes that are not UTF-8',
      () => makeXlsx({ parts: { 'xl/worksheets/sheet1.xml': Buffer.from([0x3c, 0x61, 0xff, 0x2f, 0x3e]) } }),
    ],
    ['xml.depth', 'deep nesting', () => makeXlsx({ rows: '<a>'.repeat(99) })],
    ['limit.tag', 'a tag without end', () => makeXlsx({ rows: `<row a="${'x'.repeat(1 << 20)}"/>` })],
    [
      'limit.text',
      'too much text',
      () => makeXlsx({ rows: cell(`<is><t>${'字'.repeat(32_768)}</t></is>`, 't="inlineStr"') }),
    ],
    ['limit.rows', 'too many rows', () => makeXlsx({ rows: '<row><c><v>1</v></c></row>'.repeat(5001) })],
    [
      'limit.columns',
      'too many columns',
      () => makeXlsx({ rows: `<row>${'<c><v>1</v></c>'.repeat(257)}</row>` }),
    ],
    [
      'limit.characters',
      'one long formula shared by many',
      () =>
        makeXlsx({
          rows: `<row><c><f t="shared" si="0">A1&amp;"${'x'.repeat(8000)}"</f></c></row>${'<row><c><f t="shared" si="0"/></c></row>'.repeat(4999)}`,
        }),
    ],
    ['sheet.string', 'a string that is not there', () => makeXlsx({ rows: cell('<v>0</v>', 't="s"') })],
    [
      'sheet.ref',
      'a cell in another row',
      () => makeXlsx({ rows: '<row r="1"><c r="A2"><v>1</v></c></row>' }),
    ],
    [
      'sheet.ref',
      'a column beyond the last',
      () => makeXlsx({ rows: '<row r="1"><c r="XFE1"><v>1</v></c></row>' }),
    ],
    ['sheet.type', 'an unknown type', () => makeXlsx({ rows: cell('<v>1</v>', 't="q"') })],
  ]
  test.each(broken)('%s: %s is refused', async (code, _name, bytes) => {
    expect(await codeOf(bytes())).toBe(code)
  })

  test('limits are arguments: a long table is read under those of tables', async () => {
    const bytes = makeXlsx({ rows: '<row><c><v>1</v></c></row>'.repeat(6000) })
    expect(await codeOf(bytes, FORM_LIMITS)).toBe('limit.rows')
    expect((await readGrid(bytes, TABLE_LIMITS)).sheets[0]?.rows).toBe(6000)
  })
})
