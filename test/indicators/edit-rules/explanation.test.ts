/** Knows which explanations explain nothing. */
import { expect, test } from 'vitest'
import { judgeExplanation } from '../../../indicators/edit-rules/explanation.ts'

const faultOf = (written: string, earlier?: readonly string[]): string => {
  const verdict = judgeExplanation(written, earlier)
  return verdict.accepted ? 'accepted' : verdict.fault
}

test.each([
  ['', 'empty'],
  [' \n', 'empty'],
  ['……。', 'empty'],
  ['核实无误', 'filler'],
  ['经核实无误。', 'filler'],
  ['经 核 实 ， 数 据 无 误 ！', 'filler'],
  ['情况属实', 'filler'],
  ['数据无误', 'filler'],
  ['经与企业核实，数据准确无误，情况属实。', 'filler'],
  ['已与企业电话核实，数据属实', 'filler'],
  ['同上', 'filler'],
  ['无', 'filler'],
  ['正常波动', 'filler'],
  ['实际情况', 'filler'],
  ['ＯＫ', 'filler'],
  ['搬迁', 'too-short'],
  ['订单增加', 'too-short'],
  ['A公司3月投产，新增产值1.2亿元', 'accepted'],
  ['经核实，数据无误：去年同期有一笔8000万元的大额合同，今年没有', 'accepted'],
  ['企业搬迁停产两个月', 'accepted'],
  ['新冠疫情影响，2月停工', 'accepted'],
])('%s: %s', (written, expected) => expect(faultOf(written)).toBe(expected))

test('an explanation of an earlier month copied, blanks and marks aside, is none', () => {
  const last = 'A公司3月投产，新增产值1.2亿元；B公司停产检修。'
  expect(faultOf('A公司3月投产, 新增产值1.2亿元; B公司停产检修', [last])).toBe('copy')
  expect(faultOf('A公司4月达产，新增产值3.5亿元；C公司关停。', ['', last])).toBe('accepted')
  expect(judgeExplanation(last, ['别的说明，与本月没有关系', last])).toMatchObject({
    accepted: false,
    found: last,
  })
})

test('the place and what to write instead are told', () => {
  expect(judgeExplanation('  核实无误！')).toMatchObject({
    fault: 'filler',
    at: 3,
    found: '核实无误！',
    expected: { zh: expect.stringContaining('具体原因') },
  })
})

const GOOD = [
  'A公司3月投产新生产线，新增产值1.2亿元',
  '去年同期基数低，2019年8月停产检修',
  '并入舟山港数据',
  '本月起将直播带货平台交易纳入统计，口径扩大，新增企业32家，影响约15个百分点',
  '1月漏报两家新开业超市零售额60万元，本月累计一并补报',
  '3月投产',
  '停产检修20天',
  '出口订单减少三成',
  '受疫情影响，2月停工',
  '受台风利奇马影响，港口停航5天',
  '甲公司破产清算，退出规上',
  '新增入库企业5家',
  '上月多报一笔合同款300万元，本月冲减',
  '去年同期有一笔8000万元的大额合同，今年没有',
  '产品价格上涨30%',
  '原材料价格上涨，企业压减产量',
  '春节放假比去年早，1月少开工',
  '双十一促销提前到10月开始',
  '吉利新车型上市，产量增加2万辆',
  '主要企业海康威视上半年营收下降6%',
  '根据经济普查结果调整了上年数',
  '工厂搬迁到余姚',
  '一家龙头企业总部迁出',
  '高新技术企业年度集中认定在12月公布',
  '云栖小镇新建5G基站1200座',
  '经与企业核实：6月起一条生产线停产改造，产量下降',
  '上年数按四经普修订，由1.02万亿元调为9985亿元',
  '国际运价翻番，出口额减少',
  '国企改制，两家单位合并报送',
  'plant A opened in March and added 120 million',
]

const FILLERS = [
  '1111111111111111',
  '不清楚为什么会这样，请统计局自己看一下',
  '不清楚为什么会这样，请统计局自己看一下吧谢谢你们辛苦了',
  '与上月情况相同',
  '经核实，数据准确无误，系企业实际经营情况所致',
  '情况正常，数据属实，请予通过',
  '企业上报数据如此，我单位已核对无误',
  '系统自动生成的数据',
  '受市场行情影响',
  '由于市场环境变化导致增长较大',
  '属于正常的季节性波动',
  '受宏观经济形势影响',
  '企业经营状况良好',
  '企业生产经营情况变化引起',
  '严格按照统计制度要求填报',
  '数据来源于企业台账，真实可靠',
  '该数据符合实际情况',
  '与去年同期口径一致',
  '和上期一样',
  '同上月说明',
  '见附件说明',
  '详见上述',
  '原因不明，待核实',
  '暂时无法解释，以后补充说明',
  '受基数影响',
  '去年同期基数原因',
  '2020年8月数据正确',
  '2020年8月本期数为3.2亿元，准确无误',
  '123456.78',
  '增长11.5%，属正常增长',
  '本月增加20%，是实际情况',
  '领导已经审核同意',
  '我单位保证数据真实、准确、完整',
  '啊啊啊啊啊啊啊啊',
  '测试测试测试测试',
  '。。。。。1。。。。',
  'asdfghjkl',
  'data checked',
  '本单位没有问题，请贵局放行',
  '数据就是这样，没有错',
  '已与企业会计电话确认，该指标数据无误',
  '因业务需要，数据有所变动',
  '企业反映市场需求有所增加',
  '这是系统里的数字',
  '数字没错，不用改',
  '该企业本月数据较上月有所增长',
  '发展势头良好，增长较快',
  '同比增长11.5%，环比下降2%，数据无误',
]

test.each(GOOD)('%s: a fact', (written) => expect(faultOf(written)).toBe('accepted'))
test.each(FILLERS)('%s: nothing but stock phrases', (written) => expect(faultOf(written)).toBe('filler'))
