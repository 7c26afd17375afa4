"""Tables of facts: contracts, reading, checking, origins.

`reading` gives the tables to the rest of the package and loads no contract unless a file has
changed. `checking` (every problem of a data folder), `provenance` (quality grades by table) and
`publishing` (``datapackage.json``) load all contracts; import them where they are needed.
"""

from sim.tables.reading import TablePackage, read_package, read_table

__all__ = ["TablePackage", "read_package", "read_table"]
