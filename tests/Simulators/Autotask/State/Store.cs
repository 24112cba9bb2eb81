using CloudmoreAutotask.Simulators.Autotask.Schema;

namespace CloudmoreAutotask.Simulators.Autotask.State;

/// <summary>All tables and what the tenant has set up. <see cref="Lock"/> guards every use.</summary>
internal sealed class Store
{
    private readonly Dictionary<EntityDefinition, Table> _tables = Catalogue.All.ToDictionary(entity => entity, entity => new Table(entity));

    public Lock Lock { get; } = new();

    public AutotaskRules Rules { get; set; } = new();

    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>Picklists that this tenant has its own values for.</summary>
    public Dictionary<Field, IReadOnlyList<PicklistValue>> TenantPicklists { get; } = [];

    public IEnumerable<Table> Tables => _tables.Values;

    public Table this[EntityDefinition entity] => _tables[entity];

    public Row? Find(EntityDefinition entity, long? id) => id is { } value ? _tables[entity].Find(value) : null;

    public Row Get(EntityDefinition entity, long id) =>
        Find(entity, id) ?? throw new ArgumentException($"{entity.Name} has no row {id}.", nameof(id));

    public IReadOnlyList<PicklistValue>? Picklist(Field field) => TenantPicklists.GetValueOrDefault(field) ?? field.Picklist;

    /// <summary>Whether this tenant has the field.</summary>
    public bool Has(Field field) => !field.IsHidden && (field != Services.Sku || Rules.ServicesHaveSku);

    public Field? FindField(EntityDefinition entity, string name) => entity.Find(name) is { } field && Has(field) ? field : null;

    /// <summary>Whether the API shows the row at all.</summary>
    public bool IsVisible(Row row) => row.Entity != Units.Entity || Rules.ZeroUnitRows || row.Long(Units.Quantity) != 0;

    /// <summary>The active user-defined fields of an entity.</summary>
    public IEnumerable<Row> UdfsOf(EntityDefinition entity) => entity.UdfType is not { } type
        ? []
        : _tables[UdfDefinitions.Entity].All.Where(row => row.Long(UdfDefinitions.UdfType) == type && row.Flag(UdfDefinitions.IsActive));

    public Row? FindUdf(EntityDefinition entity, string name) =>
        UdfsOf(entity).FirstOrDefault(row => string.Equals(row.Text(UdfDefinitions.Name), name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The contract services of a contract.</summary>
    public IReadOnlyList<Row> ServicesOf(long contractId) => this[ContractServices.Entity].With(ContractServices.ContractId, contractId);

    /// <summary>All unit rows of a contract service in the order of their days, those with 0 units included.</summary>
    public List<Row> UnitRowsOf(long contractServiceId) =>
        [.. this[Units.Entity].With(Units.ContractServiceId, contractServiceId).OrderBy(row => row.Day(Units.StartDate))];
}
