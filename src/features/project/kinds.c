/* Projects, their years, what happened to them and how they progress. */
#include "features/project/project.h"

const struct choice project_actions[] = {
    {"build", "建链", "Build", "建"},
    {"fill", "补链", "Fill", "补"},
    {"extend", "延链", "Extend", "延"},
    {"strengthen", "强链", "Strengthen", "强"},
    {0},
};
static const struct choice project_origins[] = {
    {"recruited", "招商", "Recruited", "招商引资|外来"},
    {"own", "自建", "Own", "本地|自筹|企业自建"},
    {0},
};
static const struct choice project_natures[] = {
    {"new", "新建", "New"},
    {"expansion", "改扩建", "Expansion", "扩建|改建"},
    {"renewal", "技改", "Renewal", "技术改造|技改扩能"},
    {0},
};
static const struct choice project_levels[] = {
    {"national", "国家", "National", "国家级|国重点|国家重点"},
    {"provincial", "省", "Provincial", "省级|省重点|省重"},
    {"municipal", "市", "Municipal", "市级|市重点|市重"},
    {"county", "县", "County", "县级|县重点|县重|区级|区县|区"},
    {0},
};
static const struct choice investor_homes[] = {
    {"local", "本市", "This city"},
    {"province", "市外", "Elsewhere in the province", "省内"},
    {"outside", "省外", "Outside the province"},
    {"abroad", "境外", "Abroad", "国外|外资"},
    {0},
};
static const struct field investor_fields[] = {
    {"name", "投资方", "Investor", FIELD_TEXT, FIELD_REQUIRED, .max = 120},
    {"enterprise", "企业", "Enterprise", FIELD_REF, 0, .ref = "enterprise"},
    {"share", "出资占比", "Share", FIELD_RATIO, 0, .max = 10000},
    {"home", "来源地", "From", FIELD_ENUM, 0, .choices = investor_homes},
    {0},
};
static const struct choice approval_kinds[] = {
    {"filing", "备案", "Filing", "立项|核准"},
    {"planning", "规划", "Planning", "规划许可"},
    {"land", "用地", "Land", "用地手续|土地"},
    {"environment", "环评", "Environment", "环境影响评价"},
    {"energy", "能评", "Energy", "节能审查"},
    {"construction", "施工许可", "Construction permit"},
    {0},
};
static const struct choice approval_states[] = {
    {"none", "未办", "None", "未办理"},
    {"under_way", "在办", "Under way", "办理中|正在办理"},
    {"done", "办结", "Done", "已办结|已办|完成|已完成"},
    {"not_needed", "无需", "Not needed", "不需要|无需办理"},
    {0},
};
static const struct field approval_fields[] = {
    {"approval", "手续", "Approval", FIELD_ENUM, FIELD_REQUIRED, .choices = approval_kinds},
    {"state", "进展", "State", FIELD_ENUM, FIELD_REQUIRED, .choices = approval_states},
    {"on_date", "日期", "Date", FIELD_DATE, 0},
    {0},
};

static const struct field project_fields[] = {
    {"name", "项目名称", "Name", FIELD_TEXT,
     FIELD_REQUIRED | FIELD_TITLE | FIELD_LISTED | FIELD_FILTER | FIELD_SEARCH | FIELD_NAMES_PINYIN, .max = 200,
     .example = "年产20万套轻量化副车架项目", .synonyms = "名称|工程名称|项目|项目名"},
    {"state_code", "项目代码", "State code", FIELD_TEXT, FIELD_UNIQUE | FIELD_FILTER, .max = 40,
     .example = "2603-430500-04-01-100001", .synonyms = "在线平台代码|备案代码|国家编码"},
    {"chain", "产业链", "Chain", FIELD_REF, FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTER, .ref = "chain",
     .place = PLACE_CHAIN, .example = "新能源汽车", .synonyms = "所属产业链|所属链条|链条"},
    {"segment", "环节", "Segment", FIELD_REF, FIELD_LISTED | FIELD_FILTER, .ref = "segment",
     .synonyms = "所属环节|产业链环节"},
    {"also_chains", "关联产业链", "Also in", FIELD_REF_LIST, 0, .ref = "chain"},
    {"action", "行动", "Action", FIELD_ENUM, FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTER, .choices = project_actions,
     .example = "补链", .synonyms = "类型|类型（建/补/延/强）|链条类型|建补延强"},
    {"origin", "来源", "Origin", FIELD_ENUM, FIELD_FILTER, .choices = project_origins, .example = "招商",
     .synonyms = "项目来源"},
    {"investors", "投资方", "Investors", FIELD_ROWS, FIELD_FORM_WIDE, .rows = investor_fields,
     .example = "云岭驰拓汽车部件有限公司", .synonyms = "投资主体|建设单位|投资单位|投资企业|业主单位|投资人"},
    {"company", "项目公司", "Project company", FIELD_REF, FIELD_FILTER, .ref = "enterprise", .place = PLACE_ENTERPRISE},
    {"district", "所在区县", "District", FIELD_REF, FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTER, .ref = "region",
     .place = PLACE_DISTRICT, .example = "云江区", .synonyms = "区县|所属区县|建设地点|属地|所在乡镇"},
    {"park", "所在园区", "Park", FIELD_REF, FIELD_LISTED | FIELD_FILTER, .ref = "region", .place = PLACE_PARK,
     .example = "云江经开区", .synonyms = "园区|园区/乡镇|乡镇/园区|落户园区"},
    {"address", "地址", "Address", FIELD_TEXT, 0, .max = 200, .synonyms = "详细地址"},
    {"nature", "建设性质", "Nature", FIELD_ENUM, FIELD_FILTER, .choices = project_natures, .synonyms = "性质"},
    {"content", "建设内容", "Content", FIELD_LONG_TEXT, FIELD_FORM_WIDE, .max = 4000,
     .synonyms = "建设内容及规模|主要建设内容|建设规模及内容|建设规模"},
    {"total", "计划总投资", "Planned total", FIELD_MONEY, FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTER | FIELD_SUMMED,
     .min = 1, .usual_min = INT64_C(10000000), .usual_max = INT64_C(20000000000000), .example = "3.5亿元",
     .synonyms = "总投资|总投资额|投资总额|投资额|投资情况/总投资"},
    {"fixed", "固定资产投资", "Fixed investment", FIELD_MONEY, 0, .not_above = "total",
     .synonyms = "其中：固定资产投资|固投|其中固定资产投资"},
    {"planned_start", "计划开工", "Planned start", FIELD_DATE, FIELD_PLAN | FIELD_FILTER,
     .synonyms = "计划开工时间|计划开工日期|拟开工时间|计划时间/开工"},
    {"planned_complete", "计划竣工", "Planned completion", FIELD_DATE, FIELD_PLAN | FIELD_FILTER,
     .not_before = "planned_start", .synonyms = "计划竣工时间|计划竣工日期|计划完工时间|计划时间/竣工"},
    {"planned_produce", "计划投产", "Planned production", FIELD_DATE, FIELD_PLAN, .not_before = "planned_start",
     .synonyms = "计划投产时间|计划投产日期|计划时间/投产"},
    {"planned_capacity", "计划达产", "Planned capacity", FIELD_DATE, FIELD_PLAN, .not_before = "planned_produce",
     .synonyms = "计划达产时间|计划达产日期|计划时间/达产"},
    {"design_output", "设计年产值", "Design output", FIELD_MONEY, 0, .synonyms = "达产产值|预计年产值|年产值"},
    {"done_before", "截至上年底累计完成", "Done before this year", FIELD_MONEY, 0,
     .synonyms = "截至上年底完成|上年底累计完成投资"},
    {"level", "项目级别", "Level", FIELD_ENUM, FIELD_FILTER, .choices = project_levels, .synonyms = "级别|重点级别"},
    {"key", "重点项目", "Key project", FIELD_BOOL, FIELD_FILTER, .synonyms = "是否重点"},
    {"leader", "包联领导", "Leader", FIELD_TEXT, 0, .max = 60, .synonyms = "包保领导|联系领导|挂点领导|包抓领导"},
    {"minder", "项目专员", "Minder", FIELD_REF, FIELD_LISTED | FIELD_FILTER, .ref = "person", .place = PLACE_PERSON,
     .synonyms = "专员|项目秘书|服务专员"},
    {"unit", "责任单位", "Unit", FIELD_REF, FIELD_LISTED | FIELD_FILTER, .ref = "unit", .place = PLACE_UNIT,
     .example = "云江市工业和信息化局", .synonyms = "牵头单位|主管单位|责任部门"},
    {"approvals", "前期手续", "Approvals", FIELD_ROWS, FIELD_FORM_WIDE, .rows = approval_fields},
    {"land_mu", "用地面积", "Land", FIELD_NUMBER, 0, .decimals = 2, .max = INT64_C(10000000000), .unit_zh = "亩",
     .unit_en = "mu", .synonyms = "用地|占地面积|用地规模"},
    {0},
};

static const struct kind project_kind = {
    .id = "project",
    .zh = "项目",
    .en = "Projects",
    .path = "/projects",
    .code_prefix = "XM",
    .fields = project_fields,
    .access = ACCESS_PROJECT,
    .keys = {{"state_code"}, {"name", "district"}},
    .order = "-total",
    .count_zh = "个",
};

static const struct field project_year_fields[] = {
    {"project", "项目", "Project", FIELD_REF, FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTER, .ref = "project",
     .place = PLACE_PARENT, .synonyms = "项目名称|工程名称"},
    {"year", "年度", "Year", FIELD_YEAR, FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTER, .synonyms = "年份"},
    {"planned", "年度计划投资", "Planned this year", FIELD_MONEY, FIELD_REQUIRED | FIELD_LISTED | FIELD_SUMMED,
     .synonyms = "年度计划|当年计划投资"},
    {"q1", "一季度目标", "Q1 target", FIELD_MONEY, 0, .synonyms = "一季度"},
    {"q2", "二季度目标", "Q2 target", FIELD_MONEY, 0, .synonyms = "二季度"},
    {"q3", "三季度目标", "Q3 target", FIELD_MONEY, 0, .synonyms = "三季度"},
    {"q4", "四季度目标", "Q4 target", FIELD_MONEY, 0, .synonyms = "四季度"},
    {"planned_start", "计划开工", "Planned start", FIELD_DATE, FIELD_PLAN},
    {"goal", "年度形象进度目标", "Goal", FIELD_TEXT, FIELD_LISTED, .max = 400},
    {0},
};

static const struct kind project_year_kind = {
    .id = "project_year",
    .zh = "年度计划",
    .en = "Yearly plans",
    .path = "/project-years",
    .fields = project_year_fields,
    .flags = KIND_NO_CODE | KIND_CHILD | KIND_ONE_PER_KEY,
    .access = ACCESS_PROJECT,
    .keys = {{"project", "year"}},
    .order = "-year,project",
    .count_zh = "条",
};

const struct choice event_kinds[] = {
    {"intended", "谋划", "Intended"},
    {"filed", "备案", "Filed", "立项|核准"},
    {"signed", "签约", "Signed", "签订合同"},
    {"incorporated", "公司注册", "Company registered", "注册公司|注册"},
    {"land", "取得用地", "Land obtained", "拿地|供地|摘地"},
    {"funded", "首笔资金到位", "First funds in", "资金到位"},
    {"started", "开工", "Started", "开工建设|动工"},
    {"listed", "入库", "Entered in statistics", "入统"},
    {"completed", "竣工", "Completed", "完工"},
    {"accepted", "验收", "Accepted", "竣工验收"},
    {"trial", "试产", "Trial production", "试生产|试运行"},
    {"produced", "投产", "In production", "正式投产"},
    {"capacity", "达产", "At capacity", "达产达效"},
    {"raised", "增资", "Investment raised", "追加投资"},
    {"stopped", "停工", "Stopped"},
    {"resumed", "复工", "Resumed"},
    {"ended", "终止", "Ended", "撤销|中止"},
    {0},
};
const struct choice event_evidences[] = {
    {"self", "自报", "Self-reported", "口头|无"},
    {"photo", "照片", "Photo", "图片"},
    {"contract", "合同", "Contract", "协议|投资协议"},
    {"licence", "营业执照", "Business licence", "执照"},
    {"filing", "备案证", "Filing certificate", "备案文件"},
    {"land_title", "土地证", "Land title", "不动产权证|土地使用证"},
    {"permit", "施工许可", "Construction permit", "施工许可证"},
    {"invoice", "发票", "Invoice"},
    {"acceptance", "验收报告", "Acceptance report"},
    {"entry", "入库凭证", "Statistics entry"},
    {"output", "产值凭证", "Output record"},
    {"inspection", "现场核查", "Site inspection", "现场检查|实地核查"},
    {0},
};

static const struct field event_fields[] = {
    {"project", "项目", "Project", FIELD_REF, FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTER, .ref = "project",
     .place = PLACE_PARENT, .synonyms = "项目名称|工程名称"},
    {"kind", "节点", "Event", FIELD_ENUM, FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTER, .choices = event_kinds,
     .synonyms = "项目节点|节点名称|进展节点"},
    {"on_date", "日期", "Date", FIELD_DATE, FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTER,
     .synonyms = "时间|发生日期|节点日期|节点时间"},
    {"amount", "金额", "Amount", FIELD_MONEY, FIELD_LISTED, .synonyms = "签约金额|投资金额|合同金额"},
    {"evidence", "佐证", "Evidence", FIELD_ENUM, FIELD_LISTED | FIELD_FILTER, .choices = event_evidences,
     .synonyms = "证据|佐证材料|凭证|证明材料"},
    {"batch", "活动", "Occasion", FIELD_TEXT, FIELD_FILTER, .max = 100, .synonyms = "集中签约|集中开工|批次"},
    {"note", "说明", "Note", FIELD_LONG_TEXT, FIELD_FORM_WIDE, .max = 2000, .synonyms = "备注"},
    {0},
};

static const struct kind event_kind = {
    .id = "event",
    .zh = "项目节点",
    .en = "Events",
    .path = "/events",
    .fields = event_fields,
    .flags = KIND_NO_CODE | KIND_CHILD,
    .access = ACCESS_PROJECT,
    .keys = {{"project", "kind", "on_date"}},
    .order = "-on_date",
    .count_zh = "条",
};

static const struct field progress_fields[] = {
    {"project", "项目", "Project", FIELD_REF, FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTER, .ref = "project",
     .place = PLACE_PARENT, .synonyms = "项目名称|工程名称"},
    {"month", "月份", "Month", FIELD_MONTH, FIELD_REQUIRED | FIELD_LISTED | FIELD_FILTER},
    {"planned", "当月计划投资", "Planned", FIELD_MONEY, FIELD_LISTED | FIELD_SUMMED, .synonyms = "当月计划|本月计划"},
    {"done", "当月完成投资", "Done", FIELD_MONEY, FIELD_LISTED | FIELD_SUMMED, .synonyms = "当月完成|本月完成"},
    {"paid_in", "到位资金", "Paid in", FIELD_MONEY, FIELD_SUMMED, .synonyms = "当月到位资金|资金到位"},
    {"output", "当月产值", "Output", FIELD_MONEY, FIELD_SUMMED, .synonyms = "产值"},
    {"shape", "形象进度", "Visible progress", FIELD_LONG_TEXT, FIELD_LISTED, .max = 1000,
     .synonyms = "工程形象进度|进度"},
    {"problem", "存在问题", "Problems", FIELD_LONG_TEXT, 0, .max = 2000, .synonyms = "问题|困难问题"},
    {"next", "下步计划", "Next", FIELD_LONG_TEXT, 0, .max = 2000, .synonyms = "下一步计划|下步打算|下步工作"},
    {0},
};

static const struct kind progress_kind = {
    .id = "progress",
    .zh = "月度进度",
    .en = "Monthly progress",
    .path = "/progress",
    .fields = progress_fields,
    .flags = KIND_NO_CODE | KIND_CHILD | KIND_ONE_PER_KEY,
    .access = ACCESS_PROJECT,
    .keys = {{"project", "month"}},
    .order = "-month,project",
    .count_zh = "条",
};

const struct kind *const project_kinds[] = {&project_kind, &project_year_kind, &event_kind, &progress_kind, NULL};
