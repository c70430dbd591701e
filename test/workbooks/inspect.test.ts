/** Knows the document of `inspect --json`, field by field: it is a contract. */
import { expect, test } from 'vitest'
import { describeWorkbook } from '../../workbooks/inspect.ts'
import { readWorkbook } from '../../workbooks/read-workbook.ts'
import { makeXlsx } from './package-builder.ts'

test('a workbook', async () => {
  const bytes = makeXlsx({
    rows: '<row r="1"><c r="A1"><v>1.5</v></c><c r="B1"><f>A1*2</f></c><c r="C1"><f>A1+1</f><v>2.5</v></c><c r="D1" s="1"><v>42480</v></c></row>',
    after: '<mergeCells><mergeCell ref="A2:C2"/></mergeCells>',
    formats: ['yyyy-mm-dd'],
  })
  const described = describeWorkbook('一.xlsx', await readWorkbook(bytes), 'zh')
  expect(described).toEqual({
    file: '一.xlsx',
    kind: 'xlsx',
    refused: null,
    warnings: ['工作表「表」有公式没有保存计算结果，请用 Excel 或 WPS 打开并保存后再报：B1'],
    sheets: [
      {
        name: '表',
        state: 'visible',
        rows: 1,
        columns: 4,
        merges: ['A2:C2'],
        hiddenRows: [],
        hiddenColumns: [],
        cells: [
          { ref: 'A1', type: 'number', value: 1.5, formula: null, cached: true },
          { ref: 'B1', type: 'number', value: null, formula: 'A1*2', cached: false },
          { ref: 'C1', type: 'number', value: 2.5, formula: 'A1+1', cached: true },
          { ref: 'D1', type: 'date', value: '2016-04-20', formula: null, cached: true },
        ],
      },
    ],
  })
  expect(JSON.parse(JSON.stringify(described))).toEqual(described)
})

test('a refusal, in the language asked for', async () => {
  const result = await readWorkbook(new Uint8Array())
  expect(describeWorkbook('空.xlsx', result, 'zh').refused).toEqual({
    code: 'kind.empty',
    reason: '文件是空的（0 字节）',
  })
  expect(describeWorkbook('空.xlsx', result, 'en')).toEqual({
    file: '空.xlsx',
    kind: null,
    refused: { code: 'kind.empty', reason: 'the file is empty (0 bytes)' },
    warnings: [],
    sheets: [],
  })
})
