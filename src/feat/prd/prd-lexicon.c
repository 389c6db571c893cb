/*
 * prd-lexicon.c - the word lists.
 */
#include "base/base.h"
#include "feat/prd/prd-lexicon.h"

#include "feat/prd/prd-words.h"

const struct prd_lexicon prd_lex_sections[] = {
	{ SEC_NEVER,
	  "glossary|definitions|terminology|abbreviations|acronyms|change log|"
	  "changelog|revision history|version history|document history|history|"
	  "document control|changes|release notes|out of scope|not in scope|"
	  "non goals|non goal|nongoals|non objectives|wont have|won t have|"
	  "excluded|exclusions|explicitly out|references|related documents|"
	  "further reading|links|table of contents|contents|toc|"
	  "competitive analysis|competitors|competition|traceability|"
	  "traceability matrix|approval|approvals|sign off|signoff|"
	  "document information|metadata|examples|example|removed|deprecated|"
	  "do not|what we are not building|faq|summary by priority|"
	  "priority legend|legend" },
	{ SEC_NEVER,
	  "open questions|open issues|questions|unresolved questions|"
	  "questions and answers|offene fragen|offene punkte|"
	  "offene fragen und annahmen|preguntas abiertas|dudas|"
	  "questions ouvertes|questões em aberto|perguntas abertas|"
	  "domande aperte|待确认|开放问题|待解决|待定事项|未解決|未決事項|"
	  "未決定事項|オープンクエスチョン|미해결|오픈 이슈|открытые вопросы" },
	{ SEC_NEVER,
	  "nichtziel|nicht ziel|"
	  "glossar|begriffe|definitionen|änderungshistorie|versionshistorie|"
	  "änderungen|nicht ziele|nichtziele|abgrenzung|nicht im umfang|"
	  "außerhalb des umfangs|referenzen|inhaltsverzeichnis|glosario|"
	  "historial de cambios|historial|fuera de alcance|fuera del alcance|"
	  "no objetivos|referencias|índice|exclusiones|glossaire|historique|"
	  "hors périmètre|hors de portée|non objectifs|références|sommaire|"
	  "glossário|histórico|histórico de alterações|fora do escopo|"
	  "fora de escopo|não objetivos|referências|glossario|fuori ambito|"
	  "riferimenti" },
	{ SEC_NEVER,
	  "术语|术语表|名词解释|变更记录|修订记录|版本历史|修订历史|更新记录|"
	  "非目标|不做|范围外|超出范围|参考|参考资料|目录|竞品|竞品分析|"
	  "文档信息|用語集|用語|変更履歴|改訂履歴|対象外|スコープ外|非目標|"
	  "やらないこと|参考資料|目次|용어|용어집|변경 이력|변경이력|개정 이력|"
	  "범위 외|제외 범위|비목표|참고|참고자료|목차|глоссарий|термины|"
	  "история изменений|вне рамок|не входит|нецели|ссылки|содержание" },
	{ SEC_NEVER,
	  "terms|out of scope items|not included|what is out|scope exclusions|"
	  "anti goals|anti features|non requirements|not doing|wont do|"
	  "won t do|version control|revisions|document metadata|"
	  "document status|contact|contacts|authors|similar products|"
	  "related work|related documentation|related links|see also|"
	  "bibliography|further resources|amendments|clarifications|reviews|"
	  "sources|resolved questions|traceability summary|"
	  "requirements traceability|requirements traceability matrix|"
	  "coverage matrix|anti patterns|requirement summary|"
	  "explicitly not included|explicitly excluded|"
	  "explicitly out of scope|deliberately excluded|"
	  "intentionally excluded|not in scope for v1|not in the mvp|"
	  "checklist results report|checklist results|"
	  "requirements summary|feature summary|summary of requirements|"
	  "execution status|review checklist|review acceptance checklist|"
	  "requirements checklist|requirement quality|quality checklist|"
	  "spec quality checklist|content quality|requirement completeness|"
	  "feature readiness|constitution check|gate status|progress tracking|"
	  "format|path conventions|task notation|notation|task format|"
	  "conventions|parallel example|parallel examples|"
	  "parallel execution example|parallel execution examples|"
	  "implementation strategy|complexity tracking" },
	{ SEC_NEVER,
	  "nicht enthalten|ausschlüsse|quellen|literatur|siehe auch|"
	  "änderungsverlauf|rückverfolgbarkeit|verwandte dokumente|beispiele|"
	  "no incluido|no incluye|fuera del alcance de este proyecto|"
	  "trazabilidad|matriz de trazabilidad|control de cambios|"
	  "control de versiones|documentos relacionados|ejemplos|aclaraciones|"
	  "hors champ|exclusions du périmètre|non inclus|traçabilité|"
	  "matrice de traçabilité|documents liés|exemples|"
	  "historique des versions|suivi des modifications|não incluído|"
	  "não incluso|rastreabilidade|matriz de rastreabilidade|"
	  "controle de versões|exemplos|esclarecimentos|exclusões" },
	{ SEC_NEVER,
	  "abgrenzungskriterien|abgrenzungs kriterien|testfälle|"
	  "globale testfälle|testszenarien|nicht gewünscht|not wanted|"
	  "unwanted|no gos|no go|rabbit holes|customer faq|internal faq|"
	  "external faq|no deseado|não desejado|non souhaité" },
	{ SEC_SOFT,
	  "zielbestimmung|produkteinsatz|produktumgebung|anwendungsbereiche|"
	  "anwendungsbereich|zielgruppen|betriebsbedingungen|"
	  "produktübersicht|entwicklungsumgebung|systemumgebung|"
	  "external interfaces|user classes|user characteristics|"
	  "product perspective|product functions|analysis models|"
	  "画面一覧|画面遷移" },
	{ SEC_NEVER,
	  "非目标与边界|不包含|不在范围内|不在范围|非范围|不支持|需求追溯|"
	  "参考资源|参考文档|参考链接|学习资源|参考リンク|"
	  "追溯矩阵|相关文档|示例|参考文献|文档历史|修订说明|変更管理|"
	  "スコープ外事項|対象範囲外|非スコープ|含まないもの|トレーサビリティ|"
	  "関連ドキュメント|関連文書|参照|例|用語定義|非対象|범위 제외|추적성|"
	  "관련 문서|예시" },
	{ SEC_HARD,
	  "risks|risk|risk assessment|risk analysis|mitigation|mitigations|"
	  "metrics|success metrics|kpi|kpis|success indicators|"
	  "success criteria|measures of success|key results|okr|okrs|analytics|"
	  "limitations|known issues|future|future work|future enhancements|"
	  "future considerations|future scope|future features|later|resources|"
	  "appendix|appendices|assumptions|alternatives|market analysis|"
	  "decision log|decisions|key decisions|rationale|key changes|notes|"
	  "lessons learned|monetization|pricing|budget|cost|costs|rollback plan" },
	{ SEC_HARD,
	  "risiken|risiko|kennzahlen|erfolgskennzahlen|erfolgskriterien|"
	  "metriken|anhang|annahmen|riesgos|métricas|métricas de éxito|"
	  "criterios de éxito|anexo|anexos|apéndice|supuestos|premisas|risques|"
	  "indicateurs|critères de succès|indicateurs de succès|annexe|annexes|"
	  "hypothèses|riscos|métricas de sucesso|critérios de sucesso|apêndice|"
	  "suposições|rischi|metriche|appendice" },
	{ SEC_HARD,
	  "风险|风险评估|成功指标|关键指标|指标|未来规划|后续规划|附录|假设|"
	  "市场分析|里程碑评审|決策|設計決策|関鍵決策|リスク|成功指標|付録|"
	  "前提条件|리스크|위험|성공 지표|성공지표|지표|부록|가정|риски|"
	  "метрики|метрики успеха|приложение|приложения|допущения" },
	{ SEC_HARD,
	  "best practices|recommendations|guidelines|dos and don ts|"
	  "do s and don ts|bewährte methoden|buenas prácticas|"
	  "boas práticas|bonnes pratiques|最佳实践|ベストプラクティス|"
	  "모범 사례" },
	{ SEC_HARD,
	  "risks and mitigation|risk mitigation|risk register|threats|"
	  "technical assumptions|additional technical assumptions|"
	  "additional technical assumptions and requests|testing decisions|"
	  "further notes|"
	  "contingency|mitigation strategies|metrics and kpis|"
	  "measurable outcomes|success measures|performance metrics|"
	  "north star metric|key metrics|business metrics|technical metrics|"
	  "quantitative metrics|qualitative metrics|hypotheses|hypothesis|"
	  "tradeoffs|trade offs|lessons|retrospective|post mvp|backlog ideas|"
	  "ideas|parking lot|nice to haves|phase gate|phase gates|"
	  "monitoring and alerting|alerts|alerting|logging|rollback|"
	  "consequences|decision|decision drivers|considered options|"
	  "options considered|pros and cons|positive|negative|neutral|"
	  "status quo|implications|tests|dev notes|dev agent record|qa results|"
	  "file list|completion notes|debug log|agent model used|"
	  "completion notes list|debug log references|research findings|"
	  "research|findings|team capacity|resource requirements|"
	  "resources needed|staffing|user research|market|market size|"
	  "business model|revenue model|go to market strategy|marketing|"
	  "launch strategy" },
	{ SEC_HARD,
	  "risiken und maßnahmen|erfolgsmessung|erfolgsmetriken|messgrößen|"
	  "konsequenzen|entscheidung|betrachtete alternativen|ausblick|"
	  "zukünftige erweiterungen|spätere erweiterungen|"
	  "riesgos y mitigaciones|riesgos y mitigación|mitigación|indicadores|"
	  "indicadores de éxito|consecuencias|decisión|alternativas|"
	  "alternativas consideradas|mejoras futuras|futuras mejoras|"
	  "trabajo futuro|riscos e mitigações|mitigação|mitigações|"
	  "indicadores de sucesso|consequências|decisão|melhorias futuras|"
	  "evoluções futuras|trabalhos futuros|risques et mitigations|"
	  "atténuation|mesures de succès|métriques|métriques de succès|"
	  "conséquences|décision|évolutions futures|améliorations futures|"
	  "perspectives" },
	{ SEC_HARD,
	  "风险与对策|风险与应对|风险和缓解措施|风险与缓解|风险分析|风险管理|"
	  "成功标准|成功指标与衡量|数据指标|衡量指标|未来增强|未来扩展|"
	  "后续迭代|后续计划|备注|说明|待定|待办问题|研究发现|决策|后果|"
	  "备选方案|リスクと対策|リスク管理|成功基準|評価指標|将来の拡張|"
	  "今後の課題|今後の展望|将来スコープ|備考|決定|結果|代替案|検討事項|"
	  "확인 사항|향후 계획|향후 개선|결정|대안" },
	{ SEC_SOFT,
	  "overview|introduction|summary|executive summary|background|context|"
	  "purpose|problem|problem statement|the problem|vision|mission|"
	  "objectives|objective|goals|goal|business goals|target users|"
	  "target audience|audience|users|personas|user personas|stakeholders|"
	  "solution|proposed solution|value proposition|positioning|"
	  "architecture|system architecture|technical architecture|"
	  "technology stack|tech stack|stack|design|design principles|"
	  "principles|data model|data models|database|schema|api|apis|"
	  "api specification|api specifications|api endpoints|endpoints|"
	  "interfaces|user flows|user flow|flows|user journey|user journeys|"
	  "journey|user experience|ux|ui|wireframes|mockups|"
	  "information architecture|workflow|constraints|tone|"
	  "technical constraints|team|roles|directory structure|file structure|"
	  "project structure|environment|deployment|go to market|launch plan|"
	  "rollout|testing strategy|test plan|security considerations|"
	  "edge cases|data flow|tl dr|tldr|one liner|elevator pitch|about|"
	  "current state|business rules|attributes|fields|properties|"
	  "parameters|error responses|error codes|responses" },
	{ SEC_SOFT,
	  "überblick|übersicht|einleitung|einführung|zusammenfassung|"
	  "hintergrund|kontext|ziel|ziele|zielgruppe|problemstellung|"
	  "architektur|datenmodell|nutzer|ausgangslage|zweck|resumen|"
	  "resumen ejecutivo|introducción|contexto|antecedentes|objetivos|"
	  "objetivo|problema|visión|usuarios|público objetivo|arquitectura|"
	  "modelo de datos|propósito|visión general|résumé|contexte|"
	  "objectifs|objectif|problème|présentation|utilisateurs|public cible|"
	  "modèle de données|aperçu|vue d ensemble|visão geral|"
	  "introdução|resumo|resumo executivo|visão|público alvo|arquitetura|"
	  "modelo de dados|justificativa|panoramica|introduzione|"
	  "contesto|obiettivi|architettura|概述|简介|背景|目标|目的|产品定位|"
	  "产品概述|问题|问题定义|目标用户|用户画像|愿景|架构|技术架构|技术栈|"
	  "数据模型|数据库|信息架构|设计原则|用户旅程|流程|界面|总览|概要|"
	  "はじめに|目標|課題|対象ユーザー|ペルソナ|アーキテクチャ|"
	  "データモデル|技術スタック|ビジョン|画面|ユーザーフロー|개요|소개|"
	  "배경|목적|목표|문제 정의|문제|대상 사용자|타겟 사용자|페르소나|"
	  "아키텍처|데이터 모델|기술 스택|비전|사용자 흐름|обзор|введение|"
	  "контекст|предпосылки|цель|цели|проблема|целевая аудитория|"
	  "пользователи|архитектура|модель данных|видение" },
	{ SEC_SOFT,
	  "key entities|entities|entity|domain model|class diagram|"
	  "color scheme|colors|colour scheme|color palette|typography|fonts|"
	  "font|layout|spacing|icons|iconography|visual design|visual style|"
	  "branding|look and feel|style guide|design system|navigation|sitemap|"
	  "screens|screen list|pages|page structure|technologies|technology|"
	  "tools|tooling|libraries|frontend stack|backend stack|"
	  "frontend technologies|backend technologies|hosting|infrastructure|"
	  "platforms|platform|supported platforms|browser support|"
	  "supported browsers|browsers|devices|hardware|software|"
	  "technical stack|technical specifications|technical details|"
	  "technical design|technical context|technical overview|"
	  "technical considerations|design considerations|system overview|"
	  "system context|system components|system design|product overview|"
	  "project overview|project description|product description|"
	  "product vision|product summary|feature overview table|"
	  "user interface|interface design|as is|"
	  "to be|pain points|user needs|needs|primary users|secondary users|"
	  "user roles|user types|roles and permissions|permissions matrix|"
	  "actors|stakeholder|motivation|opportunity|market opportunity|"
	  "business objectives|business context|business case|user goals|"
	  "product goals|technical goals|project goals|success vision|"
	  "guiding principles|core principles|core values|values|philosophy|"
	  "strategy|approach|methodology|process|development process|"
	  "implementation decisions|technical approach|technical implementation|"
	  "entrées|sorties|entradas|salidas|saídas|eingaben|ausgaben|输入|输出|"
	  "入力|出力|"
	  "work methodology|metodología|metodología de trabajo|metodologia|"
	  "metodologia de trabalho|méthodologie|méthodologie de travail|"
	  "methodik|arbeitsweise|user characteristics|"
	  "user classes and characteristics|características de los usuarios|"
	  "características del usuario|características dos usuários|"
	  "caractéristiques des utilisateurs|product functions|"
	  "development workflow|deployment workflow|deployment process|"
	  "release process|git workflow|branching strategy|ci cd|"
	  "ci cd pipeline|pipeline|deployment strategy|testing approach|"
	  "test strategy|test cases|test scenarios|test coverage|sample data|"
	  "data structures|data structure|data schema|database schema|"
	  "table structure|tables|collections|relationships|api design|"
	  "api contract|api contracts|api reference|routes|folder structure|"
	  "code structure|source code|documentation|configuration|settings|"
	  "environment variables|input|inputs|output|outputs|"
	  "inputs and outputs|example output|user scenarios|scenarios|"
	  "user scenarios and testing|personas and scenarios|critical path|"
	  "mvp definition|definition|what it does|how it works|"
	  "why its important|document purpose|purpose of this document|"
	  "document overview|intended audience|reading guide|key insight|"
	  "insights|key points|highlights|quick reference|at a glance|facts|"
	  "key facts|target market|customer segments|milestone summary|"
	  "prerequisites|preconditions|operating environment|legal|"
	  "compliance notes|checkpoint|checkpoints|parallel opportunities|"
	  "parallelization|execution order|mvp first|incremental delivery|"
	  "parallel team strategy|error messages|edge case|"
	  "requirement overview table|what is deployed" },
	{ SEC_SOFT,
	  "schlüsselentitäten|entitäten|farbschema|farben|typografie|"
	  "benutzeroberfläche|technologien|technologie stack|techstack|"
	  "werkzeuge|plattformen|systemübersicht|systemarchitektur|"
	  "produktübersicht|produktvision|benutzerrollen|rollen|vorgehen|"
	  "rahmenbedingungen|randbedingungen|annahmen und rahmenbedingungen|"
	  "infrastruktur|schnittstellen|api endpunkte|datenbank|"
	  "datenbankschema|projektstruktur|ausgangssituation|ist zustand|"
	  "zielsetzung|projektziele|geschäftsziele|nutzerszenarien|entidades|"
	  "entidades clave|esquema de colores|colores|tipografía|"
	  "interfaz de usuario|interfaz|tecnologías|stack tecnológico|"
	  "herramientas|plataformas|arquitectura del sistema|"
	  "arquitectura técnica|descripción general|visión del producto|"
	  "roles de usuario|actores|motivación|estrategia|restricciones|"
	  "limitaciones|infraestructura|base de datos|esquema de base de datos|"
	  "estructura del proyecto|situación actual|objetivos del proyecto|"
	  "objetivos de negocio|público|casos límite|escenarios|"
	  "entidades principais|entidades chave|esquema de cores|cores|"
	  "tipografia|interface do usuário|interface|tecnologias|"
	  "stack tecnológica|ferramentas|arquitetura do sistema|"
	  "arquitetura técnica|descrição geral|visão do produto|papéis|atores|"
	  "motivação|estratégia|restrições|infraestrutura|banco de dados|"
	  "estrutura do projeto|situação atual|objetivos do projeto|"
	  "objetivos de negócio|casos extremos|cenários|regras de negócio|"
	  "reglas de negocio|règles métier|entités|entités clés|"
	  "palette de couleurs|couleurs|typographie|interface utilisateur|"
	  "pile technique|stack technique|outils|plateformes|"
	  "architecture technique|architecture du système|description générale|"
	  "vision du produit|rôles|acteurs|stratégie|contraintes|"
	  "base de données|structure du projet|situation actuelle|"
	  "objectifs du projet|objectifs métier|cas limites|scénarios|personae|"
	  "public" },
	{ SEC_SOFT,
	  "实体|核心实体|关键实体|配色|颜色|字体|排版|用户界面|界面设计|"
	  "技术选型|工具|平台|系统架构|整体架构|系统概述|项目概述|项目背景|"
	  "产品背景|项目目标|业务目标|产品目标|产品愿景|角色|用户角色|用户群体|"
	  "干系人|动机|策略|约束|约束条件|技术约束|限制|基础设施|数据结构|"
	  "数据库设计|表结构|接口|接口设计|项目结构|目录结构|现状|痛点|"
	  "用户痛点|使用流程|用户流程|业务流程|业务规则|边界情况|系统组件|"
	  "文档说明|产品形态|エンティティ|主要エンティティ|カラー|"
	  "タイポグラフィ|ユーザーインターフェース|技術選定|使用技術|ツール|"
	  "プラットフォーム|システム構成|システムアーキテクチャ|システム概要|"
	  "プロジェクト概要|プロダクト概要|ユーザー|役割|ロール|制約|制約事項|"
	  "インフラ|データ構造|データベース設計|テーブル定義|ディレクトリ構成|"
	  "現状|課題と背景|業務フロー|ビジネスルール|エッジケース|設計原則|"
	  "画面構成|画面一覧|画面設計|業務要件の背景|ステークホルダー|엔티티|"
	  "기술 선택|시스템 구조|시스템 개요|프로젝트 개요|역할|제약 사항|제약|"
	  "인프라|데이터 구조|디렉토리 구조|현황|비즈니스 규칙|엣지 케이스" },
	{ SEC_FEATURES,
	  "features|feature|core features|key features|main features|"
	  "feature list|feature specifications|feature requirements|"
	  "product features|capabilities|functionality|functionalities|modules|"
	  "components|in scope|scope|mvp scope|mvp|mvp features|"
	  "core functionality|scope of work|v1 scope|functional specification|"
	  "functional specifications|functional spec|funktionen|"
	  "funktionsumfang|funktionalität|kernfunktionen|leistungen|"
	  "funcionalidades|características|funcionalidad|módulos|funciones|"
	  "fonctionnalités|fonctions|fonctionnalité|funcionalidades principais|"
	  "recursos|funzionalità|功能|功能列表|功能清单|核心功能|功能设计|"
	  "功能模块|功能描述|主要功能|功能详述|機能|機能一覧|主要機能|コア機能|"
	  "機能概要|기능|핵심 기능|주요 기능|기능 목록|기능 명세|функции|"
	  "функционал|функциональность|возможности" },
	{ SEC_FEATURES,
	  "features overview|feature overview|feature breakdown|product scope|"
	  "functional scope|functional areas|functional overview|feature set|"
	  "detailed features|feature details|feature description|"
	  "scope definition|included|includes|included in the mvp|inclus|"
	  "incluido|incluye|incluído|im umfang|enthalten|对象|対象|対象範囲|"
	  "范围内|包含|포함|"
	  "feature descriptions|planned features|mvp core features|"
	  "must have features|should have features|core modules|feature areas|"
	  "features and functionality|features and requirements|p0 features|"
	  "p1 features|p2 features|escopo funcional|alcance funcional|"
	  "périmètre fonctionnel|funktionsübersicht|funktionsbeschreibung|"
	  "hauptfunktionen|features principales|fonctionnalités principales|"
	  "fonctionnalités clés|funciones principales|funcionalidades clave|"
	  "características principales|funcionalidades do produto|"
	  "principais funcionalidades|功能需求列表|功能规划|功能概述|功能范围|"
	  "功能说明|功能概览|产品功能|详细功能|功能架构|功能详情|功能点|"
	  "功能一覧|機能仕様|機能詳細|主な機能|提供機能|スコープ" },
	{ SEC_NONFUNC,
	  "non functional requirements|nonfunctional requirements|"
	  "non functional|nonfunctional|non functional constraints|nfr|nfrs|"
	  "quality attributes|nicht funktionale anforderungen|"
	  "nichtfunktionale anforderungen|requisitos no funcionales|"
	  "requisitos não funcionais|exigences non fonctionnelles|"
	  "besoins non fonctionnels|requisiti non funzionali|非功能需求|"
	  "非功能性需求|非機能要件|비기능 요구사항|비기능적 요구사항|"
	  "нефункциональные требования" },
	{ SEC_NONFUNC,
	  "quality requirements|performance and security|"
	  "non functional requirement|qualitätsanforderungen|qualitätsmerkmale|"
	  "nicht funktional|requisitos de calidad|"
	  "exigences non fonctionnelles détaillées|非功能要求|非功能性要求|"
	  "性能需求|非機能要求|非機能要件一覧|品質要件" },
	{ SEC_REQS,
	  "requirements|requirement|functional requirements|"
	  "technical requirements|product requirements|system requirements|"
	  "business requirements|security requirements|user requirements|"
	  "core requirements|detailed requirements|"
	  "core functional requirements|data requirements|anforderungen|"
	  "funktionale anforderungen|produktanforderungen|"
	  "technische anforderungen|anforderung|requisitos|"
	  "requisitos funcionales|requisitos funcionais|requisitos técnicos|"
	  "requerimientos|requerimientos funcionales|exigences|"
	  "exigences fonctionnelles|besoins|besoins fonctionnels|requisiti|"
	  "requisiti funzionali|需求|功能需求|功能性需求|产品需求|业务需求|"
	  "需求列表|要件|機能要件|要求|要求事項|必須要件|요구사항|"
	  "기능 요구사항|기능적 요구사항|요건|требования|"
	  "функциональные требования" },
	{ SEC_REQS,
	  "functional requirements list|added requirements|"
	  "modified requirements|usability requirements|"
	  "performance requirements|accessibility requirements|"
	  "compliance requirements|interface requirements|"
	  "integration requirements|functional requirement|必要条件|功能要求|"
	  "系统需求|用户需求|详细需求|数据需求|需求清单|需求描述|需求说明|"
	  "機能要件一覧|業務要件|システム要件|ユーザー要件|要件一覧|要件定義|"
	  "機能要求|systemanforderungen|benutzeranforderungen|"
	  "requisitos del sistema|requisitos de negocio|requisitos del usuario|"
	  "requisitos do sistema|requisitos de negócio|requisitos do usuário|"
	  "exigences système|exigences métier" },
	{ SEC_STORIES,
	  "user stories|user story|stories|epics|epics and stories|"
	  "user stories and acceptance criteria|use cases|epic list|epic|"
	  "benutzergeschichten|nutzergeschichten|anwendungsfälle|"
	  "historias de usuario|casos de uso|épicas|histórias de usuário|"
	  "histórias|épicos|récits utilisateur|cas d utilisation|storie utente|"
	  "用户故事|核心用户故事|使用场景|用例|史诗|ユーザーストーリー|"
	  "ユースケース|エピック|사용자 스토리|유저 스토리|유스케이스|에픽|"
	  "пользовательские истории|истории пользователей|сценарии" },
	{ SEC_STORIES,
	  "user story map|story map|story mapping|epic breakdown|"
	  "epics overview|user stories and requirements|stories utilisateur|"
	  "historias|user journeys and stories|用户故事列表|用户故事与验收标准|"
	  "ユーザーストーリー一覧|ユーザストーリー" },
	{ SEC_TASKS,
	  "tasks|task list|to do|todo|todos|implementation tasks|action items|"
	  "work items|backlog|product backlog|sprint backlog|checklist|"
	  "human checklist|deliverables|implementation plan|"
	  "implementation steps|work breakdown|development tasks|"
	  "development plan|aufgaben|aufgabenliste|umsetzungsplan|"
	  "arbeitspakete|tareas|lista de tareas|plan de implementación|"
	  "entregables|tâches|liste des tâches|plan de mise en œuvre|livrables|"
	  "tarefas|lista de tarefas|plano de implementação|entregáveis|"
	  "attività|任务|任务清单|开发任务|任务列表|待办|交付物|タスク|"
	  "作業項目|実装計画|成果物|작업|작업 목록|할 일|구현 계획|산출물|"
	  "задачи|список задач|план работ|план реализации" },
	{ SEC_TASKS,
	  "scopes|tasks subtasks|subtasks|task breakdown|task summary list|"
	  "étapes de réalisation|étapes de développement|"
	  "etapas de desarrollo|etapas de desenvolvimento|"
	  "pasos de implementación|umsetzungsschritte|arbeitsschritte|"
	  "implementation stages|技术债务|技术债|技術的負債|기술 부채|"
	  "what ships|what ships in order|what ships next|what we will build|"
	  "what we ll build|what to build|what to build next|what s next|"
	  "whats next|what is next|"
	  "implementation order|implementation sequence|build order|"
	  "suggested build order|order of work|umsetzungsreihenfolge|"
	  "orden de implementación|ordem de implementação|"
	  "ordre de réalisation|实施步骤|实现步骤|实现顺序|开发顺序|开发步骤|"
	  "実装手順|実装順序|実装の進め方|進め方|구현 순서|개발 순서|"
	  "development checklist|implementation checklist|todo list|to do list|"
	  "in progress|doing|done|completed|up next|next up|this week|today|"
	  "now|next|bugs|bug fixes|known bugs|technical debt|tech debt|"
	  "improvements|enhancements|chores|housekeeping|setup|implementation|"
	  "work packages|sprint tasks|open tasks|remaining work|"
	  "remaining tasks|completed tasks|pending tasks|action plan|"
	  "follow ups|follow up|offene aufgaben|erledigt|in arbeit|"
	  "als nächstes|pendientes|tareas pendientes|en progreso|hecho|à faire|"
	  "en cours|fait|terminé|a fazer|em andamento|concluído|feito|"
	  "pendências|任务分解|任务拆分|待办事项|进行中|已完成|未完成|实施计划|"
	  "开发计划|实现任务|タスク一覧|やること|作業リスト|進行中|完了|未完了|"
	  "残タスク|実装タスク|開発計画|todoリスト|진행 중|완료" },
	{ SEC_ROADMAP,
	  "timeline|schedule|roadmap|mvp roadmap|milestones|milestone|"
	  "release plan|releases|phases|project phases|implementation phases|"
	  "development phases|build timeline|milestone sketch|delivery plan|"
	  "next steps|recommended next steps|"
	  "fahrplan|meilensteine|zeitplan|nächste schritte|hoja de ruta|hitos|"
	  "próximos pasos|feuille de route|jalons|prochaines étapes|roteiro|"
	  "marcos|cronograma|próximos passos|路线图|里程碑|版本规划|迭代计划|"
	  "发布计划|ロードマップ|マイルストーン|リリース計画|로드맵|마일스톤|"
	  "일정|출시 계획|дорожная карта|этапы|вехи|план релиза" },
	{ SEC_ROADMAP,
	  "development roadmap|implementation roadmap|product roadmap|"
	  "release roadmap|project roadmap|high level timeline|"
	  "project timeline|roadmap and milestones|release planning|versions|"
	  "upcoming|planned|short term|medium term|mid term|long term|q1|q2|q3|"
	  "q4|entwicklungsplan|umsetzungsphasen|implementierungsstrategie|"
	  "produkt roadmap|plan de desarrollo|fases del proyecto|fases|"
	  "plano de desenvolvimento|fases do projeto|plan de développement|"
	  "phases du projet|planning|开发路线|开发阶段|实施阶段|产品路线图|"
	  "开发里程碑|项目计划|项目里程碑|開発ロードマップ|開発フェーズ|"
	  "スケジュール|実装フェーズ|開発計画とマイルストーン" },
	{ SEC_CRITERIA,
	  "release criteria|launch criteria|go live criteria|"
	  "acceptance criteria|acceptance|definition of done|dod|"
	  "acceptance tests|exit criteria|akzeptanzkriterien|abnahmekriterien|"
	  "criterios de aceptación|critères d acceptation|"
	  "critères d acceptance|critérios de aceite|critérios de aceitação|"
	  "criteri di accettazione|验收标准|验收条件|受け入れ基準|受入基準|"
	  "受け入れ条件|完了条件|인수 조건|인수조건|수용 기준|완료 조건|"
	  "критерии приёмки|критерии приемки" },
	{ SEC_REQS,
	  "lastenheft|pflichtenheft|cahier des charges|caderno de encargos|"
	  "pliego de requisitos|"
	  "produktfunktionen|produktdaten|musskriterien|muss kriterien|"
	  "sollkriterien|soll kriterien|wunschkriterien|wunsch kriterien|"
	  "kannkriterien|kann kriterien|muss anforderungen|"
	  "soll anforderungen|kann anforderungen" },
	{ SEC_NONFUNC,
	  "produktleistungen|leistungsanforderungen|qualitätsziele|"
	  "qualitätsbestimmungen" },
	{ SEC_CRITERIA,
	  "definición de terminado|definición de hecho|definición de listo|"
	  "definição de pronto|definição de concluído|definição de feito|"
	  "définition de fini|définition du fini|définition de terminé|"
	  "définition du terminé|definizione di fatto|definizione di finito|"
	  "definition von fertig|kriterien für fertig|完成的定义|"
	  "완료의 정의|критерии готовности|определение готовности" },
	{ SEC_CRITERIA,
	  "acceptance scenarios|completion criteria|done criteria|"
	  "project acceptance criteria|general acceptance criteria|"
	  "global acceptance criteria|criteria for acceptance|"
	  "definition of ready|validation criteria|fertigstellungskriterien|"
	  "definition of done kriterien|criterios de aceptación generales|"
	  "critérios de aceitação gerais|critérios de aceitação do projeto|"
	  "critères d acceptation globaux|整体验收标准|验收|验收准则|完成标准|"
	  "完成定义|完了の定義|受入条件|検収条件" },
	{ SEC_DEPS,
	  "dependencies|dependency|feature dependencies|"
	  "requirement dependencies|abhängigkeiten|dependencias|dépendances|"
	  "dependências|dipendenze|依赖|依赖关系|依存関係|의존성|의존 관계|"
	  "зависимости" },
	{ SEC_DEPS,
	  "dependencies and execution order|dependencies execution order|"
	  "task dependencies|phase dependencies|user story dependencies|"
	  "logical dependency chain|dependency chain|dependency graph|"
	  "dependency order|external dependencies|within each user story|"
	  "technical dependencies|abhängigkeiten und reihenfolge|"
	  "orden de dependencias|ordem de dependências|依赖顺序|任务依赖|"
	  "前置依赖|タスク依存関係|依存" },
	{ SEC_README,
	  "installation|install|usage|license|licence|contributing|"
	  "getting started|quick start|quickstart|build status|badges|"
	  "acknowledgements|acknowledgments|credits|contributors|"
	  "code of conduct|support|ingredients|added|fixed|changed|attendees|"
	  "agenda|minutes|action required" },
	{ SEC_NEVER,
	  "за рамками|décision ouverte|décisions ouvertes|open decisions|open decision|"
	  "decisiones abiertas|decisões em aberto|offene entscheidungen|"
	  "explicitly not on this list|not on this list|"
	  "за рамками проекта|вне рамок проекта|вне скоупа|"
	  "не входит в объем|не входит в объём|не входит в проект|"
	  "не входит в mvp|что не входит|исключено|исключения|"
	  "термины и определения|определения|сокращения|история версий|"
	  "источники|литература|примеры|оглавление|связанные документы|"
	  "вопросы|нерешенные вопросы|fuera del alcance del mvp|"
	  "exclusiones del alcance|no se incluye|qué no incluye|"
	  "lo que no incluye|no metas|cuestiones abiertas|definiciones|"
	  "siglas|acrónimos|historial de versiones|historial de revisiones|"
	  "excluido|excluidos|excluído|excluídos|escluso|bibliografía|fora do escopo do mvp|escopo negativo|"
	  "o que não está incluído|não faz parte|não contempla|definições|"
	  "acrônimos|histórico de versões|histórico de revisões|"
	  "bibliografia|questões abertas|pontos em aberto|dúvidas|"
	  "hors scope|hors du périmètre|hors périmètre mvp|exclu|exclus|"
	  "non couvert|définitions|acronymes|historique des révisions|"
	  "bibliographie|points ouverts|questions en suspens|"
	  "nicht teil des projekts|ausgeschlossen|offene themen|"
	  "abkürzungen|abkürzungsverzeichnis|begriffsdefinitionen|wont|"
	  "won t" },
	{ SEC_NEVER,
	  "対象外事項|スコープ外の機能|今回やらないこと|実装しないもの|"
	  "実装しない機能|用語の定義|改版履歴|更新履歴|未決事項|確認事項|"
	  "제외|제외 사항|범위 외 사항|범위에서 제외|하지 않을 것|"
	  "하지 않는 것|비범위|미포함|용어 정의|용어 설명|버전 이력|"
	  "개정이력|변경 내역|참고 문서|참고 사항|미결 사항|열린 질문|질문|"
	  "不做的事|不做什么|本期不做|不包括|非范围内|排除范围|不纳入范围|"
	  "术语定义|术语与缩写|缩略语|名词定义|版本记录|更新日志|变更日志|"
	  "开放性问题|待确认事项|待确认问题|遗留问题" },
	{ SEC_HARD,
	  "设计演进|演进历程|实现历程|entscheidungen|decisiones|"
	  "deferred|postponed|explicitly deferred|zurückgestellt|"
	  "différé|aplazado|adiado|отложено|延期|推迟|보류|"
	  "décisions|decisões|решения|"
	  "принятые решения|決定事項|결정 사항|决策记录|设计决策|"
	  "риски и ограничения|ограничения и допущения|предположения|"
	  "критерии успеха|показатели успеха|будущие улучшения|"
	  "дальнейшее развитие|перспективы|планы на будущее|"
	  "возможные улучшения|примечания|заметки|обоснование|альтернативы|"
	  "위험 요소|리스크 관리|향후 과제|향후 확장|추후 개선|성공 기준|"
	  "비고|versionierung|versioning|semantic versioning|versionado|"
	  "versionamento|justificación de la selección|evidencias|"
	  "evidencias esperadas|советы|советы по реализации|рекомендации" },
	{ SEC_SOFT,
	  "описание|общее описание|responsibilities|responsabilidades|responsabilités|"
	  "zuständigkeiten|责任|职责|責務|책임|시나리오|핵심 시나리오|주요 시나리오|"
	  "シナリオ|利用シナリオ|核心场景|典型场景|key scenarios|core scenarios|"
	  "описание проекта|описание продукта|"
	  "описание системы|общие сведения|назначение|назначение системы|"
	  "цели и задачи|цели проекта|цель проекта|цель документа|"
	  "бизнес цели|стек|стек технологий|технологический стек|"
	  "технологии|используемые технологии|роли|роли пользователей|"
	  "пользовательские роли|участники|заинтересованные стороны|"
	  "структура проекта|структура базы данных|база данных|"
	  "схема базы данных|сущности|описание сущностей базы данных|"
	  "связующие таблицы|интерфейс|дизайн|пользовательский интерфейс|"
	  "ограничения|бизнес правила|инфраструктура|окружение|резюме|"
	  "краткое описание|проблематика|предметная область|"
	  "портрет пользователя|пользователи системы|персоны|descripción|"
	  "descripción del proyecto|descripción del producto|"
	  "perfil de usuario|perfiles de usuario|usuarios objetivo|"
	  "modelo de negocio|justificación|justificación de selección|"
	  "tecnologías utilizadas|flujo de usuario|flujos de usuario|"
	  "descrição|descrição do projeto|descrição do produto|"
	  "perfis de usuário|tecnologias utilizadas|description du projet|"
	  "profil utilisateur|technologies utilisées|parcours utilisateur|"
	  "maquettes|beschreibung|projektbeschreibung|produktbeschreibung|"
	  "nutzergruppen|benutzergruppen|verwendete technologien|"
	  "betroffene dateien|lösung|lösungsansatz|akteure|"
	  "technische umsetzung" },
	{ SEC_SOFT,
	  "背景と目的|目的と背景|想定ユーザー|想定利用者|利用者|ユーザー像|"
	  "技術構成|開発環境|動作環境|システム構成図|ディレクトリ構造|"
	  "テーブル設計|画面遷移図|api設計|api仕様|api一覧|影響範囲|"
	  "목표 사용자|사용자 페르소나|프로젝트 구조|파일 구조|폴더 구조|"
	  "화면 구성|화면 목록|레이아웃|데이터베이스|데이터베이스 설계|"
	  "api 연동|api 명세|api 설계|상태 관리|구현 노트|스토리보드|"
	  "프로젝트 소개|서비스 개요|서비스 소개|해결 방안|문제 상황|"
	  "배경 및 목적|목적 및 배경|用户场景|产品简介|产品介绍|项目简介|"
	  "引言|前言|文档概述|技术方案|技术实现|技术架构设计|数据库表|"
	  "页面结构|页面设计|页面列表|交互设计|交互说明|ui设计|视觉设计|"
	  "部署方案|部署|运行环境|开发环境|api接口|接口文档|api设计|用户群|"
	  "竞争优势|商业模式|市场背景|核心价值|产品价值|影响范围|适用范围|"
	  "测试范围" },
	{ SEC_FEATURES,
	  "alcance|alcance del mvp|alcance del proyecto|dentro del alcance|"
	  "en alcance|escopo|escopo do mvp|escopo do projeto|"
	  "dentro do escopo|dentro de escopo|no escopo|périmètre|"
	  "périmètre du projet|périmètre du mvp|périmètre mvp|"
	  "dans le périmètre|dans le scope|umfang|projektumfang|"
	  "leistungsumfang|im scope|ambito|объем|объём|объем работ|"
	  "объём работ|рамки|рамки проекта|скоуп|в рамках|входит|"
	  "входит в объем|что входит|состав mvp|основные функции|"
	  "основной функционал|ключевые функции|функции системы|"
	  "функции приложения|функциональные возможности|"
	  "основные возможности|ключевые возможности|модули|модули системы|"
	  "funcionalidades del sistema|funciones del sistema|"
	  "módulos del sistema|características clave|"
	  "características del sistema|principais recursos|"
	  "recursos principais|módulos do sistema|funções|"
	  "funções do sistema|funcionalidades do sistema|"
	  "fonctionnalités attendues|fonctionnalités du mvp|"
	  "fonctions principales|funktionsliste|kernfeatures|"
	  "hauptfunktionalitäten|funktionalitäten" },
	{ SEC_FEATURES,
	  "必須機能|제품 범위|追加機能|機能リスト|基本機能|実装機能|機能の詳細|"
	  "主要な機能|開発範囲|実装範囲|주요기능|핵심기능|기능 정의|"
	  "기능 상세|상세 기능|필수 기능|선택 기능|추가 기능|기능 설명|"
	  "기능 범위|구현 기능|개발 범위|구현 범위|프로젝트 범위|"
	  "서비스 범위|mvp 범위|포함 범위|포함 사항|基础功能|基本功能|"
	  "核心功能模块|核心功能点|主要功能模块|功能规格|功能特性|核心特性|"
	  "项目范围|产品范围|mvp范围|需求范围|开发范围|本期范围" },
	{ SEC_NONFUNC,
	  "requerimientos no funcionales|atributos de calidad|"
	  "requisitos de rendimiento|requisitos de desempenho|"
	  "requisitos de qualidade|exigences de performance|"
	  "contraintes non fonctionnelles|qualitätsanforderung|"
	  "требования к производительности|требования к надежности|"
	  "비기능 요구 사항|비기능요구사항|비기능 요건|性能要件|"
	  "セキュリティ要件|運用要件|品質要求|性能要求|安全要求|安全需求|"
	  "兼容性需求|兼容性要求|可用性需求|质量要求|质量属性" },
	{ SEC_REQS,
	  "технические требования|системные требования|"
	  "требования к системе|бизнес требования|"
	  "пользовательские требования|обязательные требования|"
	  "основные требования|요구 사항|기능 요구 사항|상세 요구사항|"
	  "시스템 요구사항|기능요구사항|필수 요구사항|추가 요구사항|"
	  "기능 요건|추가 고려사항|詳細要件|基本要件|要件詳細|技術要件" },
	{ SEC_TASKS,
	  "作業|作業内容|工程|作业|工作内容|작업 내용|работы|"
	  "план разработки|план внедрения|реализация|этапы работ|чек лист|"
	  "чеклист|список дел|текущие задачи|сделано|выполнено|в работе|"
	  "готово|осталось сделать|нужно сделать|план действий|подзадачи|"
	  "шаги реализации|ближайшие задачи|체크리스트|개발 체크리스트|"
	  "구현 체크리스트|해야 할 일|할일|할 일 목록|진행중|개발 계획|"
	  "작업 계획|구현 단계|구현 작업|작업 항목|남은 작업|완료된 작업|"
	  "タスクリスト|やることリスト|作業計画|実装ステップ|"
	  "チェックリスト|残作業|lista de verificación|plan de trabajo|"
	  "plan de acción|tareas por hacer|por hacer|completado|"
	  "completadas|pendiente|lista de verificação|plano de trabalho|"
	  "plano de ação|concluídas|tarefas pendentes|pendente|"
	  "liste de contrôle|plan d action|à réaliser|terminées|en attente|"
	  "reste à faire|umsetzung|implementierung|todo liste|to do liste|"
	  "arbeitsplan|implementierungsplan|offen|fertig|in bearbeitung|"
	  "geplant" },
	{ SEC_ROADMAP,
	  "этапы разработки|этапы реализации|план развития|план релизов|"
	  "план график|дальнейшие шаги|следующие шаги|релизы|개발 일정|"
	  "개발 단계|단계별 계획|개발 로드맵|향후 로드맵|開発スケジュール|"
	  "リリースプラン|plan de entregas|etapas del proyecto|phasenplan|"
	  "projektphasen|entwicklungsphasen|releaseplan|calendrier|"
	  "étapes du projet|etapas do projeto|plano de entregas" },
	{ SEC_CRITERIA,
	  "критерии приемки проекта|условия приемки|критерии завершения|"
	  "критерии приёма|수락 기준|인수 기준|검수 기준|완료 기준|"
	  "승인 기준|수락 조건|完了基準|合格基準|验收点|验收要求|通过标准|"
	  "验收清单" },
	{ SEC_README,
	  "установка|установка и запуск|инструкция по запуску|"
	  "как запустить|лицензия|instalación|cómo ejecutar|licencia|"
	  "instalação|como executar|licença|comment lancer|licence|"
	  "installationsanleitung|lizenz|beitragen|安装|使用方法|许可证|"
	  "快速开始|インストール|使い方|ライセンス|설치|설치 방법|"
	  "실행 방법|사용 방법|라이선스" },
};
const size_t prd_lex_sections_nr = ARRAY_SIZE(prd_lex_sections);

const struct prd_lexicon prd_lex_labels[] = {
	{ LAB_TYPE,
	  "type|issue type|item type|work item type|task type|ticket type|"
	  "vorgangstyp|art|typ|tipo|tipo de incidencia|类型|任务类型|需求类型|"
	  "種別|種類|タイプ|유형|тип" },
	{ LAB_ID,
	  "id|req id|requirement id|story id|user story id|feature id|task id|"
	  "epic id|ref|no|nr|key|identifier|#|kennung|nummer|código|codigo|"
	  "identificador|identifiant|réf|n|编号|序号|需求id|需求编号|番号|要件id|"
	  "번호|식별자|요구사항 id|ид|номер|код" },
	{ LAB_TITLE,
	  "title|name|feature|feature name|story title|epic title|task|tasks|"
	  "module|component|item|deliverable|capability|work item|"
	  "titel|bezeichnung|funktion|aufgabe|título|nombre|nombre del "
	  "requisito|funcionalidad|característica|tarea|módulo|titre|nom|"
	  "fonctionnalité|tâche|nome|funcionalidade|recurso|tarefa|titolo|"
	  "名称|标题|功能|功能点|功能名称|模块|功能模块|任务|名前|タイトル|機能|機能名|"
	  "タスク|項目|이름|제목|기능|기능명|작업|название|функция|задача" },
	{ LAB_REQUIREMENT,
	  "requirement|requirements description|requirement description|"
	  "functional requirement|anforderung|requisito|requerimiento|exigence|"
	  "besoin|requisito funcional|requisiti|需求|需求描述|要件|要求|요구사항|"
	  "요건|требование|statement|the system shall" },
	{ LAB_DESC,
	  "description|desc|details|detail|summary|what|overview|beschreibung|"
	  "details|descripción|descripcion|detalle|detalles|descrição|descricao|"
	  "détail|détails|descrizione|描述|说明|功能描述|详细描述|内容|説明|詳細|"
	  "내용|설명|상세|описание|детали" },
	{ LAB_PRIORITY,
	  "priority|prio|moscow|importance|criticality|priority level|severity|"
	  "priorität|prioritaet|wichtigkeit|prioridad|priorité|priorite|"
	  "prioridade|priorità|优先级|優先級|重要性|優先度|重要度|우선순위|중요도|"
	  "приоритет|важность" },
	{ LAB_CRITERIA,
	  "acceptance scenarios|acceptance scenario|acs|acceptance criterias|"
	  "test criteria|completion criteria|done criteria|verify|"
	  "escenarios de aceptación|cenários de aceitação|critérios|criterios|"
	  "scénarios d acceptation|critères|akzeptanzszenarien|kriterien|"
	  "fertigstellungskriterien|criterio verificable|验收场景|验收|验收要点|"
	  "验收准则|受け入れシナリオ|受入条件|検収条件|"
	  "수락 기준|인수 기준|검수 기준|완료 기준|수락 조건|критерии готовности|"
	  "критерии завершения|условия приемки|完了基準|验收点|"
	  "acceptance criteria|acceptance|acceptance criterion|ac|criteria|"
	  "success criteria|definition of done|dod|done when|acceptance tests|"
	  "exit criterion|success criterion|erfolgskriterium|"
	  "criterio de éxito|criterio de salida|criterios de salida|"
	  "critère de succès|critères de succès|critère de sortie|"
	  "critères de sortie|critério de sucesso|critério de saída|"
	  "critérios de saída|"
	  "verification|validation criteria|exit criteria|"
	  "akzeptanzkriterien|akzeptanzkriterium|abnahmekriterien|fertig wenn|"
	  "criterios de aceptación|criterios de aceptacion|criterio de "
	  "aceptación|criterios de éxito|critères d acceptation|"
	  "critère d acceptation|critères d acceptance|critérios de aceite|"
	  "critérios de aceitação|critério de aceite|criteri di accettazione|"
	  "critères dacceptation|critères dacceptance|"
	  "验收标准|验收条件|完成标准|受け入れ基準|受入基準|受け入れ条件|完了条件|"
	  "인수 조건|인수조건|수용 기준|수용기준|완료 조건|승인 기준|"
	  "критерии приёмки|критерии приемки|критерий приёмки" },
	{ LAB_DEPS,
	  "dependencies|dependency|depends on|requires|required by first|after|"
	  "blocked by|prerequisites|prerequisite|depends|builds on|needs|"
	  "abhängigkeiten|abhängigkeit|abhängig von|hängt ab von|voraussetzung|"
	  "voraussetzungen|benötigt|dependencias|depende de|requiere|"
	  "dépendances|dépend de|nécessite|dependências|requer|dipendenze|"
	  "dipende da|linked issues|issue links|depends upon|dependent on|"
	  "vorgänger|"
	  "predecessors|predecessor|前置任务|前置需求|依赖任务|依赖需求|先行タスク|"
	  "依赖|依赖关系|依赖项|前置条件|前置|前提|依存|依存関係|前提タスク|"
	  "의존성|의존|선행 조건|선행조건|зависимости|зависит от|требует" },
	{ LAB_BLOCKS, "blocks|required by|enables|blockiert|bloquea|bloque|"
	  "bloqueia|阻塞|ブロック|차단" },
	{ LAB_POINTS,
	  "story points|points|sp|story point|storypoints|puntos|"
	  "puntos de historia|points d histoire|pontos|pontos de história|"
	  "故事点|ストーリーポイント|스토리 포인트|очки" },
	{ LAB_ESTIMATE,
	  "estimate|estimated effort|effort|estimated time|estimation|size|"
	  "estimated hours|hours|duration|time estimate|effort estimate|"
	  "estimated duration|estimated complexity|"
	  "aufwand|schätzung|geschätzter aufwand|dauer|estimación|estimacion|"
	  "esfuerzo|duración|estimation|effort estimé|charge|durée|estimativa|"
	  "esforço|duração|stima|person days|man days|personentage|workload|"
	  "original estimate|délai|"
	  "工期|周期|预计时间|开发周期|所需时间|期間|所要時間|工时|估时|预计工时|工作量|见积|見積|見積もり|工数|"
	  "예상 시간|예상 공수|공수|추정|оценка|трудоёмкость|срок" },
	{ LAB_OWNER,
	  "owner|assignee|assigned to|responsible|lead|developer|dri|"
	  "verantwortlich|verantwortlicher|zuständig|responsable|asignado a|"
	  "encargado|assigné à|responsável|atribuído a|responsabile|"
	  "负责人|责任人|担当|担当者|담당|담당자|ответственный|исполнитель" },
	{ LAB_STATUS,
	  "status|state|progress|stand|zustand|estado|statut|état|situação|"
	  "stato|状态|進捗|状態|ステータス|상태|статус|состояние" },
	{ LAB_STORY,
	  "user story|story|user stories|nutzergeschichte|benutzergeschichte|"
	  "historia de usuario|historia|récit utilisateur|história de usuário|"
	  "história|用户故事|ユーザーストーリー|사용자 스토리|유저 스토리|"
	  "пользовательская история" },
	{ LAB_ROLE,
	  "as a|as an|role|actor|actors|user type|als|rolle|como|rol|"
	  "en tant que|acteur|papel|作为|作为…|角色|役割|역할|как|роль" },
	{ LAB_WANT,
	  "i want|i want to|want|goal i want|möchte ich|quiero|je veux|"
	  "eu quero|我想要|我希望|我想|したいこと|나는|я хочу|хочу" },
	{ LAB_BENEFIT,
	  "so that|benefit|value|in order to|damit|nutzen|para que|beneficio|"
	  "afin de|bénéfice|benefício|以便|价值|理由|그래서|чтобы" },
	{ LAB_PHASE,
	  "phase|sprint|milestone|iteration|release|target release|"
	  "target version|version|meilenstein|fase|hito|iteración|jalon|marco|"
	  "阶段|里程碑|迭代|目标版本|版本|フェーズ|스프린트|단계|этап" },
	{ LAB_PARENT,
	  "epic|parent|parent feature|related epic|epic link|parent link|"
	  "parent issue|epic name|épica|épico|史诗|所属史诗|"
	  "エピック|에픽|эпик" },
	{ LAB_TAGS, "tags|tag|labels|label|category|area|kategorie|categoría|"
	  "catégorie|categoria|etiquetas|分类|类别|カテゴリ|카테고리|분류|"
	  "категория|метки" },
	{ LAB_DEADLINE, "deadline|due|due date|target date|fällig|"
	  "fällig am|fecha límite|échéance|prazo|截止日期|期限|마감|마감일|"
	  "дедлайн" },
	{ LAB_ITEMS,
	  "deliverables|tasks|requirements|features|functional requirements|"
	  "subtasks|sub tasks|sub steps|steps to implement|action items|"
	  "requisitos funcionales|requisitos funcionais|"
	  "exigences fonctionnelles|funktionale anforderungen|功能需求|"
	  "機能要件|liefergegenstände|aufgaben|anforderungen|entregables|tareas|"
	  "requisitos|livrables|exigences|entregáveis|tarefas|"
	  "任务|需求|交付物|交付|交付内容|成果物|要件|산출물|задачи|требования|must|must have|"
	  "should|should have|could|could have|nice to have" },
	{ LAB_NOTE,
	  "note|notes|rationale|technical notes|implementation notes|context|"
	  "background|purpose|goal|objective|input|inputs|output|outputs|"
	  "business value|user value|edge cases|constraints|constraint|"
	  "business rules|rules|validation|errors|error handling|technical "
	  "details|implementation|ui|ux|api|design|scenario|flow|behavior|"
	  "behaviour|assumptions|trigger|why|how|scope|example|examples|"
	  "hinweis|hinweise|ziel|zweck|begründung|notas|objetivo|nota|"
	  "justificación|objectif|but|remarques|observações|justificativa|"
	  "备注|说明文档|目的|目标|约束|产出|输入|输出|流水线|功能点|备考|備考|理由|"
	  "비고|목적|목표|примечание|цель|обоснование" },
	{ LAB_IGNORE,
	  "version|date|author|authors|last updated|created|updated|product|"
	  "project|project name|product name|document version|reviewers|"
	  "stakeholders|approved by|document type|prepared by|target|risks|"
	  "risk|key changes|key decisions|autor|datum|versión|fecha|auteur|"
	  "data|versão|版本号|文档版本|日期|作者|产品名称|項目|버전|작성자|날짜|"
	  "версия|дата|автор|metric|metrics|target value|test scenarios" },
};
const size_t prd_lex_labels_nr = ARRAY_SIZE(prd_lex_labels);

const struct prd_lexicon prd_lex_units[] = {
	{ UNIT_EPIC, "epic|épica|épico|epica|épopée|史诗|エピック|에픽|эпик" },
	{ UNIT_FEATURE,
	  "feature|module|funktion|merkmal|funcionalidad|característica|"
	  "fonctionnalité|funcionalidade|模块|功能|機能|기능|функция" },
	{ UNIT_STORY,
	  "story|user story|historia|historia de usuario|récit|história|"
	  "用户故事|ストーリー|ユーザーストーリー|스토리|사용자 스토리|история" },
	{ UNIT_REQ,
	  "requirement|req|anforderung|requisito|requerimiento|exigence|besoin|"
	  "functional requirement|non functional requirement|功能需求|"
	  "非功能需求|非功能性需求|機能要件|非機能要件|requisito funcional|"
	  "requisito no funcional|requisito não funcional|"
	  "exigence fonctionnelle|exigence non fonctionnelle|"
	  "funktionale anforderung|nichtfunktionale anforderung|"
	  "需求|要件|요구사항|требование" },
	{ UNIT_TASK, "task|work package|aufgabe|arbeitspaket|tarea|tâche|"
	  "tarefa|任务|タスク|작업|задача" },
	{ UNIT_PHASE,
	  "phase|sprint|milestone|iteration|stage|meilenstein|etappe|fase|"
	  "iteración|hito|étape|jalon|itération|iteração|etapa|marco|阶段|迭代|"
	  "里程碑|第一阶段|フェーズ|スプリント|マイルストーン|단계|스프린트|페이즈|этап|"
	  "фаза|спринт|week|woche|semana|semaine" },
};
const size_t prd_lex_units_nr = ARRAY_SIZE(prd_lex_units);

const struct prd_lexicon prd_lex_priorities[] = {
	{ PRIO_NR,
	  "wont have|won t have|wont|wird nicht|no tendrá|não terá|"
	  "not planned" },
	{ PRIO_CRITICAL,
	  "critical|must have|must|blocker|urgent|highest|mandatory|essential|"
	  "essencial|esencial|essentiel|essentielle|showstopper|vital|"
	  "required|kritisch|muss|musskriterien|muss kriterien|"
	  "muss anforderungen|zwingend|crítica|crítico|critica|critico|"
	  "imprescindible|obligatorio|obrigatório|debe tener|deve ter|urgente|"
	  "critique|obligatoire|indispensable|doit avoir|最高|紧急|必须|必需|关键|"
	  "必須|緊急|최상|필수|긴급|критический|критичный|обязательно|необходимо" },
	{ PRIO_HIGH,
	  "high|should have|should|major|important|hoch|soll|sollkriterien|"
	  "soll kriterien|soll anforderungen|sollte|wichtig|"
	  "alta|alto|debería|debería tener|deveria ter|importante|haute|élevée|"
	  "élevé|haut|devrait avoir|高|较高|重要|应该|推奨|높음|상|중요|высокий|"
	  "высокая|желательно" },
	{ PRIO_MEDIUM,
	  "medium|normal|moderate|mid|conditional|mittel|media|medio|média|médio|moyenne|"
	  "moyen|中|中等|一般|普通|중간|중|보통|средний|средняя" },
	{ PRIO_LOW,
	  "low|could have|could|nice to have|optional|minor|lowest|niedrig|"
	  "kann|kannkriterien|kann kriterien|wunschkriterien|"
	  "wunsch kriterien|kann anforderungen|könnte|gering|baja|bajo|podría|podría tener|opcional|baixa|"
	  "baixo|poderia ter|desejável|deseable|souhaitable|souhaité|"
	  "souhaitée|wünschenswert|desirable|basse|faible|pourrait avoir|"
	  "optionnel|低|较低|可选|可以|任意|あれば良い|낮음|하|선택|низкий|низкая|"
	  "опционально" },
};
const size_t prd_lex_priorities_nr = ARRAY_SIZE(prd_lex_priorities);

const struct prd_lexicon prd_lex_states[] = {
	{ STATUS_NR,
	  "removed|deprecated|cancelled|canceled|dropped|obsolete|superseded|"
	  "rejected|wont do|won t do|descoped|out of scope|entfernt|gestrichen|"
	  "verworfen|eliminado|cancelado|descartado|supprimé|annulé|abandonné|"
	  "removido|rimosso|已移除|已取消|已废弃|废弃|取消|删除|廃止|削除|중단|삭제|"
	  "취소|폐기|удалено|отменено|снято" },
	{ STATUS_PENDING,
	  "not started|not " "implemented|not done|to do|todo|open|planned|draft|"
	  "proposed|pending|backlog|new|offen|geplant|pendiente|planificado|"
	  "à faire|prévu|pendente|planejado|未开始|待开发|计划中|未実装|未着手|예정|"
	  "미구현|미착수|запланировано|не начато" },
	{ STATUS_IN_PROGRESS,
	  "in progress|wip|working|ongoing|partial|partially implemented|"
	  "partially done|in development|in bearbeitung|in arbeit|en progreso|"
	  "en curso|en cours|em andamento|em progresso|in corso|进行中|开发中|"
	  "進行中|実装中|着手中|진행 중|진행중|в работе|в процессе" },
	{ STATUS_BLOCKED, "blocked|on hold|blockiert|bloqueado|bloqué|阻塞|"
	  "保留中|보류|заблокировано" },
	{ STATUS_COMPLETED,
	  "implemented|done|complete|completed|shipped|finished|released|"
	  "delivered|live|verified|fertig|erledigt|umgesetzt|abgeschlossen|"
	  "implementado|completado|hecho|terminado|concluído|concluido|feito|"
	  "terminé|fait|implémenté|livré|completato|已完成|已实现|完成|已交付|"
	  "実装済み|実装済|完了|완료|구현됨|구현 완료|готово|выполнено|сделано|"
	  "реализовано" },
};
const size_t prd_lex_states_nr = ARRAY_SIZE(prd_lex_states);

const struct prd_lexicon prd_lex_verbs[] = {
	{ 0,
	  "implement|add|create|build|design|develop|set|setup|write|configure|"
	  "integrate|deploy|support|allow|enable|provide|define|migrate|"
	  "refactor|test|validate|document|install|update|remove|replace|"
	  "optimize|optimise|improve|fix|ensure|expose|connect|store|send|"
	  "generate|handle|introduce|extend|display|show|track|monitor|automate|"
	  "prepare|launch|release|establish|scaffold|port|convert|wire|"
	  "initialize|initialise|make|import|export|encrypt|schedule|register|"
	  "publish|run|verify|review|finalize|conduct|research|evaluate|"
	  "prototype|draft|collect|rename|split|merge|cache|index|render|parse|"
	  "sync|notify|log|record|plan|perform|apply|buy|point|measure|secure|"
	  "implementar|crear|añadir|agregar|diseñar|desarrollar|configurar|"
	  "integrar|desplegar|permitir|definir|migrar|probar|documentar|"
	  "escribir|construir|criar|adicionar|desenhar|desenvolver|implantar|"
	  "testar|escrever|construir|implémenter|créer|ajouter|concevoir|"
	  "développer|configurer|intégrer|déployer|permettre|définir|migrer|"
	  "tester|documenter|écrire|mettre|rédiger|implementare|creare|"
	  "aggiungere|progettare|sviluppare|configurare|integrare|"
	  "реализовать|создать|добавить|разработать|настроить|интегрировать|"
	  "написать|подключить|внедрить|протестировать|спроектировать|"
	  "сделать|исправить|обновить|удалить|убрать|поправить|перенести|"
	  "проверить|создание|добавление|удаление|редактирование|разработка|"
	  "настройка|интеграция|внедрение|написание|тестирование|"
	  "mostrar|enviar|generar|guardar|actualizar|eliminar|modificar|"
	  "registrar|gestionar|validar|optimizar|mejorar|corregir|preparar|"
	  "exportar|importar|publicar|automatizar|habilitar|garantizar|"
	  "notificar|gerar|salvar|atualizar|excluir|remover|gerenciar|otimizar|"
	  "melhorar|corrigir|publicar|garantir|exibir|cadastrar|afficher|"
	  "envoyer|générer|enregistrer|supprimer|modifier|gérer|valider|"
	  "optimiser|améliorer|corriger|préparer|exporter|importer|publier|"
	  "automatiser|assurer|notifier|démarrer|réaliser" },
	{ 1,
	  "must|shall|should|has to|needs to|will be able to|is able to|"
	  "must not|can be|implementieren|erstellen|entwickeln|einrichten|"
	  "anlegen|hinzufügen|bereitstellen|umsetzen|aufsetzen|muss|müssen|"
	  "soll|sollen|debe|deben|deberá|doit|doivent|deve|devem|deverá|"
	  "должен|должна|должно|должны|实现|开发|设计|创建|添加|支持|集成|编写|提供|"
	  "搭建|必须|接入|実装|作成|対応|追加|構築|設定|開発|導入|整備|구현|개발|설계|추가|"
	  "지원|작성|구축|설정|연동|도입|"
	  "нужно|необходимо|следует|ermöglichen|ergänzen|verbessern|beheben|"
	  "entfernen|ersetzen|konfigurieren|integrieren|migrieren|"
	  "automatisieren|optimieren|aktualisieren|anpassen|すること|なければ" },
};
const size_t prd_lex_verbs_nr = ARRAY_SIZE(prd_lex_verbs);
