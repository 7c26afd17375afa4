"""Contracts of ``network_data/land/``: counties, people, places, borders, water, indicators."""

from typing import Any

from sim.tables.columns import (
    Facts,
    Flag,
    Integer,
    Number,
    OptionalInteger,
    Text,
    choice,
    flag,
    integer,
    latitude,
    longitude,
    number,
    text,
)
from sim.tables.spec import ForeignKey, TableSpec

__all__ = [
    "TABLES",
    "Boundaries",
    "Counties",
    "EmployedResidents",
    "Indicators",
    "Opportunities",
    "Places",
    "PoiGrid",
    "Population",
    "Province",
    "Settlements",
    "Water",
]

COUNTY_ID = r"^(\d{6}(_2021|Z)?|[A-Z]{3,4})$"
VALID = ("always", "pre2021", "from2021")
PLACE_CATEGORIES = (
    "attraction",
    "business_district",
    "city",
    "county_seat",
    "district",
    "employment_centre",
    "gateway",
    "hospital",
    "town",
    "university",
    "venue",
    "water",
)
OPPORTUNITY_ORIGINS = ("people", "jobs", "places", "hubs", "airport")
WATER_KINDS = (
    "sea",
    "river",
    "lake",
    "reservoir",
    "wetland",
    "river_line",
    "canal_line",
    "causeway",
)


def _county(description: str = "County-level unit", *, optional: bool = False) -> Any:
    return text(description, optional=optional, pattern=COUNTY_ID, example="330104")


class Counties(Facts):
    """County-level units of the province, and parts of them that statistics list apart."""

    county_id: Text = _county("Administrative code; _2021 marks Hangzhou's units since April 2021")
    name_zh: Text = text("Chinese name")
    name_en: Text = text("English name")
    prefecture_zh: Text = text("Prefecture city, Chinese")
    prefecture_en: Text = text("Prefecture city, English")
    seat_lon: Number = longitude("Longitude of the seat of government, WGS84", optional=True)
    seat_lat: Number = latitude("Latitude of the seat of government, WGS84", optional=True)
    area_km2: Number = number("Area of the boundary", unit="km2", low=10, high=6000, optional=True)
    valid: Text = choice(
        "Unit outside Hangzhou (always), Hangzhou's unit before or since April 2021, or part of "
        "another unit",
        (*VALID, "part"),
    )
    part_of: Text = _county("Unit in which a part lies", optional=True)
    has_boundary: Flag = flag("Whether land/boundaries holds it")
    note: Text = text("Changes of name, rank or extent", optional=True)


class Population(Facts):
    """Resident population by county-level unit and year."""

    county_id: Text = _county()
    year: Integer = integer("Year", unit="year", low=2000, high=2040)
    kind: Text = choice(
        "Census (1 November), census restated in later divisions, or sample survey (year's end)",
        ("census", "census_restated", "sample_survey"),
    )
    population: Integer = integer("Resident population", unit="persons", low=1000, high=4_000_000)
    urban_population: OptionalInteger = integer(
        "Of these in towns and cities", unit="persons", low=0, high=4_000_000, optional=True
    )
    boundary_basis: Text = choice(
        "Divisions of which date", ("2010", "2016", "2020", "2021", "2021-04")
    )
    note: Text = text("Remarks", optional=True)


def _workers(description: str) -> Any:
    return integer(description, unit="persons in the sample", low=0, high=200_000)


class EmployedResidents(Facts):
    """Employed residents by industry in the 10 % long form of the 2020 census, by residence."""

    county_id: Text = _county()
    year: Integer = integer("Year", unit="year", low=2000, high=2040)
    employed_sample: Integer = _workers("Employed residents in the sample; times 10 for all")
    agriculture: Integer = _workers("In agriculture, forestry, fishing")
    mining: Integer = _workers("In mining")
    manufacturing: Integer = _workers("In manufacturing")
    utilities: Integer = _workers("In electricity, heat, gas, water")
    construction: Integer = _workers("In construction")
    wholesale_retail: Integer = _workers("In wholesale and retail")
    transport_storage_post: Integer = _workers("In transport, storage, post")
    hotels_catering: Integer = _workers("In hotels and catering")
    ict: Integer = _workers("In information and software")
    finance: Integer = _workers("In finance")
    real_estate: Integer = _workers("In real estate")
    leasing_business: Integer = _workers("In leasing and business services")
    science_technical: Integer = _workers("In research and technical services")
    water_environment: Integer = _workers("In water, environment, public facilities")
    resident_services: Integer = _workers("In services to residents, repair")
    education: Integer = _workers("In education")
    health_social: Integer = _workers("In health and social work")
    culture_sport: Integer = _workers("In culture, sport, entertainment")
    public_admin: Integer = _workers("In public administration")
    international: Integer = _workers("In international organisations")


def _points(description: str) -> Any:
    return integer(description, unit="points of interest", low=0, high=2000)


class PoiGrid(Facts):
    """Points of interest of 2015 in cells of 0.005 degrees in central Hangzhou, by category."""

    ix: Integer = integer("Column of the cell, from west", unit="1", low=0, high=200)
    iy: Integer = integer("Row of the cell, from south", unit="1", low=0, high=200)
    lon: Number = longitude("Longitude of the cell's centre, WGS84")
    lat: Number = latitude("Latitude of the cell's centre, WGS84")
    company: Integer = _points("Companies")
    finance: Integer = _points("Banks and insurance")
    government: Integer = _points("Government and public bodies")
    education: Integer = _points("Schools and universities")
    training: Integer = _points("Training centres")
    medical: Integer = _points("Hospitals, clinics, pharmacies")
    shopping: Integer = _points("Shops and markets")
    food: Integer = _points("Restaurants")
    hotel: Integer = _points("Hotels")
    leisure: Integer = _points("Leisure")
    sport: Integer = _points("Sport")
    life_service: Integer = _points("Services of daily life")
    beauty: Integer = _points("Hairdressers and beauty")
    car_service: Integer = _points("Car services")
    real_estate: Integer = _points("Housing estates and office buildings")
    tourist_sight: Integer = _points("Sights")
    transport_facility: Integer = _points("Stations, stops, car parks")


class Places(Facts):
    """Named points: centres of work and trade, hospitals, universities, sights, labels."""

    place_id: Text = text("Place", pattern=r"^[a-z0-9_]+$", example="wulin")
    name_zh: Text = text("Chinese name")
    name_en: Text = text("English name")
    category: Text = choice("Category", PLACE_CATEGORIES)
    lon: Number = longitude()
    lat: Number = latitude()
    accuracy_m: Integer = integer("Expected error of the position", unit="m", low=0, high=5000)
    rank: Integer = integer(
        "Rank of the label: 0 capital, 1 prefecture city, 2 district, 3 county seat, 4 to 6 detail",
        unit="1",
        low=0,
        high=6,
    )
    open_year: OptionalInteger = integer(
        "Year of opening", unit="year", low=1800, high=2040, optional=True
    )
    size: Number = number("Size in `size_unit`", unit="see size_unit", low=0, optional=True)
    size_unit: Text = text("Unit of the size", optional=True)
    note: Text = text("Remarks", optional=True)


class Opportunities(Facts):
    """Layers of what people want to reach, and which rows of other tables each is made of."""

    layer: Text = text("Layer", pattern=r"^[a-z][a-z0-9_]*$", example="hospitals")
    title_zh: Text = text("Chinese title")
    title_en: Text = text("English title")
    unit: Text = text("What is counted, in the plural", example="hospitals")
    drawn_from: Text = choice(
        "People or jobs of the zones, rows of land/places, open main stations, or the home airport",
        OPPORTUNITY_ORIGINS,
    )
    categories: Text = text("Categories of land/places, joined by ';'", optional=True)
    place_ids: Text = text("Single rows of land/places, joined by ';'", optional=True)
    note: Text = text("Remarks", optional=True)


class Settlements(Facts):
    """Settlements of the province from GeoNames; few have a population."""

    settlement_id: Text = text("Settlement", pattern=r"^G\d+$", example="G1808926")
    name_zh: Text = text("Chinese name", optional=True)
    name_en: Text = text("English name")
    lon: Number = longitude()
    lat: Number = latitude()
    population: OptionalInteger = integer(
        "Population, year not stated", unit="persons", low=1, high=10_000_000, optional=True
    )
    county_id: Text = _county("County-level unit (divisions before 2021) in which it lies")


class Indicators(Facts):
    """Statistical indicators of Hangzhou and Zhejiang, one value per row."""

    fact_id: Text = text("Fact", pattern=r"^[FS]\d{3}$", example="F001")
    indicator: Text = text("Indicator")
    area: Text = text("Area it holds for")
    year: Integer = integer("Year", unit="year", low=1990, high=2040)
    value: Number = number("Value in `unit`", unit="see unit", optional=True)
    value_text: Text = text("Value in words, where it is not a number", optional=True)
    unit: Text = text("Unit of the value")
    note: Text = text("Remarks", optional=True)


class Boundaries(Facts):
    """Borders of the county-level units, simplified together so that they still meet."""

    county_id: Text = _county()
    name_zh: Text = text("Chinese name")
    name_en: Text = text("English name")
    prefecture_zh: Text = text("Prefecture city, Chinese")
    prefecture_en: Text = text("Prefecture city, English")
    level: Text = choice("Level", ("district", "county_city", "county"))
    valid: Text = choice(
        "Unit outside Hangzhou (always), Hangzhou's unit before or since April 2021", VALID
    )


class Province(Facts):
    """Outline of the province for maps at small scale, without small islands."""

    province_id: Text = text("Administrative code", pattern=r"^\d{6}$", example="330000")
    name_zh: Text = text("Chinese name")
    name_en: Text = text("English name")


class Water(Facts):
    """Sea, rivers, lakes and canals; several shapes are modelled, see `method`."""

    water_id: Text = text("Shape", pattern=r"^[a-z_]+_\d$", example="qiantang_river_1")
    name_zh: Text = text("Chinese name")
    name_en: Text = text("English name")
    kind: Text = choice("Kind", WATER_KINDS)
    barrier: Flag = flag("Whether it parts the banks of the Qiantang: see road/crossings")
    width_m: Number = number(
        "Width at which a line is to be drawn", unit="m", low=10, high=1000, optional=True
    )
    method: Text = choice("Real geometry or modelled", ("source", "modelled"))
    accuracy_m: Integer = integer("Expected error of the banks", unit="m", low=0, high=2000)


_COUNTY = ForeignKey("county_id", ("land/counties.county_id",))

TABLES: tuple[TableSpec, ...] = (
    TableSpec(
        "land/counties",
        "County-level units",
        Counties,
        ("county_id",),
        (ForeignKey("part_of", ("land/counties.county_id",)),),
        geometry="point",
    ),
    TableSpec(
        "land/population",
        "Resident population",
        Population,
        ("county_id", "year", "kind"),
        (_COUNTY,),
    ),
    TableSpec(
        "land/employed_residents",
        "Employed residents by industry, 2020",
        EmployedResidents,
        ("county_id", "year"),
        (_COUNTY,),
    ),
    TableSpec(
        "land/poi_grid", "Points of interest of 2015", PoiGrid, ("ix", "iy"), geometry="point"
    ),
    TableSpec("land/places", "Named places", Places, ("place_id",), geometry="point"),
    TableSpec(
        "land/opportunities",
        "Layers of opportunities",
        Opportunities,
        ("layer",),
        (ForeignKey("place_ids", ("land/places.place_id",), ";"),),
    ),
    TableSpec(
        "land/settlements",
        "Settlements",
        Settlements,
        ("settlement_id",),
        (_COUNTY,),
        geometry="point",
    ),
    TableSpec("land/mode_share", "Evidence on modes and traffic", Indicators, ("fact_id",)),
    TableSpec("land/facts", "Statistical indicators", Indicators, ("fact_id",)),
    TableSpec(
        "land/boundaries",
        "Borders of the county-level units",
        Boundaries,
        ("county_id",),
        (_COUNTY,),
        form="geojson",
        geometry="polygon",
    ),
    TableSpec(
        "land/province",
        "Outline of the province",
        Province,
        ("province_id",),
        form="geojson",
        geometry="polygon",
    ),
    TableSpec(
        "land/water",
        "Sea, rivers, lakes",
        Water,
        ("water_id",),
        form="geojson",
        geometry="polygon",
    ),
)
