-- Names by which all the world knows the same body or place, in French and English: a query for one finds
-- the texts that hold another, and an article's actor is recognized by any of them (service/store/resolve.py).
insert into known_name (grp, kind, name)
select g.grp, g.kind, n.name
from (values
  (1, 'ORGANIZATION', array['European Central Bank', 'ECB', 'Banque centrale européenne', 'BCE']),
  (2, 'ORGANIZATION', array['Federal Reserve', 'Fed', 'US Federal Reserve', 'Réserve fédérale', 'Réserve fédérale américaine']),
  (3, 'ORGANIZATION', array['World Health Organization', 'World Health Organisation', 'WHO', 'Organisation mondiale de la santé', 'OMS']),
  (4, 'ORGANIZATION', array['United Nations', 'UN', 'United Nations Organization', 'Organisation des Nations unies', 'Nations unies', 'ONU']),
  (5, 'ORGANIZATION', array['European Union', 'EU', 'Union européenne', 'UE']),
  (6, 'ORGANIZATION', array['European Commission', 'Commission européenne']),
  (7, 'ORGANIZATION', array['European Parliament', 'Parlement européen']),
  (8, 'ORGANIZATION', array['European Council', 'Conseil européen']),
  (9, 'ORGANIZATION', array['Council of Europe', 'Conseil de l''Europe']),
  (10, 'ORGANIZATION', array['European Court of Human Rights', 'ECHR', 'Cour européenne des droits de l''homme', 'CEDH']),
  (11, 'ORGANIZATION', array['European Court of Justice', 'Court of Justice of the European Union', 'CJEU', 'Cour de justice de l''Union européenne', 'CJUE']),
  (12, 'ORGANIZATION', array['European Space Agency', 'ESA', 'Agence spatiale européenne']),
  (13, 'ORGANIZATION', array['European Investment Bank', 'EIB', 'Banque européenne d''investissement', 'BEI']),
  (14, 'ORGANIZATION', array['European Medicines Agency', 'EMA', 'Agence européenne des médicaments']),
  (15, 'ORGANIZATION', array['North Atlantic Treaty Organization', 'NATO', 'Organisation du traité de l''Atlantique nord', 'OTAN']),
  (16, 'ORGANIZATION', array['International Monetary Fund', 'IMF', 'Fonds monétaire international', 'FMI']),
  (17, 'ORGANIZATION', array['World Bank', 'Banque mondiale']),
  (18, 'ORGANIZATION', array['World Trade Organization', 'WTO', 'Organisation mondiale du commerce', 'OMC']),
  (19, 'ORGANIZATION', array['World Food Programme', 'WFP', 'Programme alimentaire mondial', 'PAM']),
  (20, 'ORGANIZATION', array['World Meteorological Organization', 'WMO', 'Organisation météorologique mondiale', 'OMM']),
  (21, 'ORGANIZATION', array['International Labour Organization', 'ILO', 'Organisation internationale du travail', 'OIT']),
  (22, 'ORGANIZATION', array['International Organization for Migration', 'IOM', 'Organisation internationale pour les migrations', 'OIM']),
  (23, 'ORGANIZATION', array['Organisation for Economic Co-operation and Development', 'OECD', 'Organisation de coopération et de développement économiques', 'OCDE']),
  (24, 'ORGANIZATION', array['International Atomic Energy Agency', 'IAEA', 'Agence internationale de l''énergie atomique', 'AIEA']),
  (25, 'ORGANIZATION', array['International Energy Agency', 'IEA', 'Agence internationale de l''énergie', 'AIE']),
  (26, 'ORGANIZATION', array['International Criminal Court', 'ICC', 'Cour pénale internationale', 'CPI']),
  (27, 'ORGANIZATION', array['International Court of Justice', 'ICJ', 'Cour internationale de justice', 'CIJ']),
  (28, 'ORGANIZATION', array['Intergovernmental Panel on Climate Change', 'IPCC', 'Groupe d''experts intergouvernemental sur l''évolution du climat', 'GIEC']),
  (29, 'ORGANIZATION', array['Organization of the Petroleum Exporting Countries', 'OPEC', 'Organisation des pays exportateurs de pétrole', 'OPEP']),
  (30, 'ORGANIZATION', array['International Olympic Committee', 'IOC', 'Comité international olympique', 'CIO']),
  (31, 'ORGANIZATION', array['International Committee of the Red Cross', 'ICRC', 'Comité international de la Croix-Rouge', 'CICR']),
  (32, 'ORGANIZATION', array['Red Cross', 'Croix-Rouge']),
  (33, 'ORGANIZATION', array['Doctors Without Borders', 'Médecins sans frontières', 'MSF']),
  (34, 'ORGANIZATION', array['Reporters Without Borders', 'Reporters sans frontières', 'RSF']),
  (35, 'ORGANIZATION', array['United Nations High Commissioner for Refugees', 'UNHCR', 'Haut-Commissariat des Nations unies pour les réfugiés', 'HCR']),
  (36, 'ORGANIZATION', array['UN Security Council', 'United Nations Security Council', 'Conseil de sécurité de l''ONU', 'Conseil de sécurité des Nations unies']),
  (37, 'ORGANIZATION', array['World Anti-Doping Agency', 'WADA', 'Agence mondiale antidopage', 'AMA']),
  (38, 'ORGANIZATION', array['Bank of England', 'Banque d''Angleterre', 'BoE']),
  (39, 'ORGANIZATION', array['Bank of Japan', 'Banque du Japon', 'BoJ']),
  (40, 'ORGANIZATION', array['African Union', 'AU', 'Union africaine', 'UA']),
  (41, 'ORGANIZATION', array['Arab League', 'Ligue arabe']),
  (42, 'ORGANIZATION', array['White House', 'Maison Blanche']),
  (43, 'ORGANIZATION', array['Supreme Court of the United States', 'US Supreme Court', 'Cour suprême des États-Unis']),
  (44, 'PLACE', array['Germany', 'Allemagne']),
  (45, 'PLACE', array['United States', 'United States of America', 'USA', 'U.S.', 'US', 'États-Unis', 'États-Unis d''Amérique']),
  (46, 'PLACE', array['United Kingdom', 'UK', 'U.K.', 'Royaume-Uni', 'Grande-Bretagne', 'Great Britain']),
  (47, 'PLACE', array['England', 'Angleterre']),
  (48, 'PLACE', array['Scotland', 'Écosse']),
  (49, 'PLACE', array['Wales', 'Pays de Galles']),
  (50, 'PLACE', array['Ireland', 'Irlande']),
  (51, 'PLACE', array['Spain', 'Espagne']),
  (52, 'PLACE', array['Italy', 'Italie']),
  (53, 'PLACE', array['Belgium', 'Belgique']),
  (54, 'PLACE', array['Netherlands', 'The Netherlands', 'Pays-Bas']),
  (55, 'PLACE', array['Switzerland', 'Suisse']),
  (56, 'PLACE', array['Austria', 'Autriche']),
  (57, 'PLACE', array['Poland', 'Pologne']),
  (58, 'PLACE', array['Greece', 'Grèce']),
  (59, 'PLACE', array['Sweden', 'Suède']),
  (60, 'PLACE', array['Norway', 'Norvège']),
  (61, 'PLACE', array['Denmark', 'Danemark']),
  (62, 'PLACE', array['Finland', 'Finlande']),
  (63, 'PLACE', array['Iceland', 'Islande']),
  (64, 'PLACE', array['Hungary', 'Hongrie']),
  (65, 'PLACE', array['Romania', 'Roumanie']),
  (66, 'PLACE', array['Bulgaria', 'Bulgarie']),
  (67, 'PLACE', array['Czech Republic', 'Czechia', 'République tchèque', 'Tchéquie']),
  (68, 'PLACE', array['Russia', 'Russie']),
  (69, 'PLACE', array['Turkey', 'Türkiye', 'Turquie']),
  (70, 'PLACE', array['China', 'Chine']),
  (71, 'PLACE', array['Japan', 'Japon']),
  (72, 'PLACE', array['India', 'Inde']),
  (73, 'PLACE', array['South Korea', 'Corée du Sud']),
  (74, 'PLACE', array['North Korea', 'Corée du Nord']),
  (75, 'PLACE', array['Israel', 'Israël']),
  (76, 'PLACE', array['Egypt', 'Égypte']),
  (77, 'PLACE', array['Morocco', 'Maroc']),
  (78, 'PLACE', array['Algeria', 'Algérie']),
  (79, 'PLACE', array['Tunisia', 'Tunisie']),
  (80, 'PLACE', array['Lebanon', 'Liban']),
  (81, 'PLACE', array['Syria', 'Syrie']),
  (82, 'PLACE', array['Saudi Arabia', 'Arabie saoudite']),
  (83, 'PLACE', array['United Arab Emirates', 'UAE', 'Émirats arabes unis']),
  (84, 'PLACE', array['South Africa', 'Afrique du Sud']),
  (85, 'PLACE', array['Ivory Coast', 'Côte d''Ivoire']),
  (86, 'PLACE', array['Brazil', 'Brésil']),
  (87, 'PLACE', array['Mexico', 'Mexique']),
  (88, 'PLACE', array['Argentina', 'Argentine']),
  (89, 'PLACE', array['Chile', 'Chili']),
  (90, 'PLACE', array['Australia', 'Australie']),
  (91, 'PLACE', array['New Zealand', 'Nouvelle-Zélande']),
  (92, 'PLACE', array['Africa', 'Afrique']),
  (93, 'PLACE', array['Asia', 'Asie']),
  (94, 'PLACE', array['London', 'Londres']),
  (95, 'PLACE', array['Brussels', 'Bruxelles']),
  (96, 'PLACE', array['Geneva', 'Genève']),
  (97, 'PLACE', array['Moscow', 'Moscou']),
  (98, 'PLACE', array['Beijing', 'Pékin']),
  (99, 'PLACE', array['Athens', 'Athènes']),
  (100, 'PLACE', array['Vienna', 'Vienne']),
  (101, 'PLACE', array['Warsaw', 'Varsovie']),
  (102, 'PLACE', array['Lisbon', 'Lisbonne']),
  (103, 'PLACE', array['Edinburgh', 'Édimbourg']),
  (104, 'PLACE', array['Cairo', 'Le Caire']),
  (105, 'PLACE', array['Algiers', 'Alger']),
  (106, 'PLACE', array['Jerusalem', 'Jérusalem']),
  (107, 'PLACE', array['Barcelona', 'Barcelone']),
  (108, 'PLACE', array['Milan', 'Milano']),
  (109, 'PLACE', array['Venice', 'Venise']),
  (110, 'PLACE', array['Hamburg', 'Hambourg']),
  (111, 'PLACE', array['Cologne', 'Köln']),
  (112, 'PLACE', array['Munich', 'München'])
) as g (grp, kind, names)
cross join lateral unnest(g.names) as n (name);

-- The other names, folded, of what is well known by this one; empty where it isn't.
create function claimgraph.known_names(name text) returns text[]
  language sql stable strict parallel safe
as $$
  select coalesce(array_agg(distinct o.folded), '{}')
  from claimgraph.known_name k join claimgraph.known_name o using (grp)
  where k.folded = claimgraph.fold_name(known_names.name) and o.folded <> k.folded
$$;

-- Actors by a name of theirs, or by another name of the same well-known thing.
create or replace function claimgraph.actors_named(name text) returns bigint[]
  language sql stable strict parallel safe
as $$
  select array_agg(x.id order by x.mention_count desc, x.id)
  from (
    select distinct a.id, a.mention_count
    from claimgraph.actor_alias l join claimgraph.actor a on a.id = l.actor_id
    where l.folded = any (claimgraph.known_names(actors_named.name) || claimgraph.fold_name(actors_named.name))
      and a.merged_into_id is null
    order by a.mention_count desc, a.id
    limit 20
  ) x
$$;
