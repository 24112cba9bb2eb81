using CloudmoreAutotask.Simulators.Autotask.Behaviour;
using CloudmoreAutotask.Simulators.Autotask.Schema;
using CloudmoreAutotask.Simulators.Autotask.State;

namespace CloudmoreAutotask.Simulators.Autotask.Writing;

/// <summary>Creates, changes and deletes rows: what the field definitions say first, then the entity's own behaviour. A refused write leaves nothing behind.</summary>
internal sealed class EntityWriter
{
    private static readonly string[] CreateStamps = ["createDate", "lastModifiedDate", "lastModifiedDateTime"];
    private static readonly string[] ChangeStamps = ["lastModifiedDate", "lastModifiedDateTime"];

    private readonly Store _store;
    private readonly References _references;
    private readonly ServiceAdjustments _adjustments;
    private readonly Dictionary<EntityDefinition, IEntityBehaviour> _behaviours;

    public EntityWriter(Store store)
    {
        var unitRows = new UnitRows(store);
        var contractServices = new ContractServiceBehaviour(store, unitRows);
        _store = store;
        _references = new References(store);
        _adjustments = new ServiceAdjustments(store, unitRows, contractServices);
        _behaviours = new Dictionary<EntityDefinition, IEntityBehaviour>
        {
            [Contracts.Entity] = new ContractBehaviour(store, unitRows),
            [ContractServices.Entity] = contractServices,
            [Charges.Entity] = new ChargeBehaviour(store),
            [UdfDefinitions.Entity] = new UdfDefinitionBehaviour(store),
            [Services.Entity] = new ServiceBehaviour(),
        };
    }

    /// <summary>Creates a row.</summary>
    /// <param name="entity">The entity.</param>
    /// <param name="values">The values.</param>
    /// <param name="parentId">The contract named in the route; null at the entity's own URL.</param>
    /// <returns>The new id.</returns>
    public long Create(EntityDefinition entity, WriteValues values, long? parentId)
    {
        SetParent(entity, values, parentId);
        var errors = values.Fields.Where(item => IsReadOnlyOnCreate(item.Key, item.Value)).Select(item => Texts.ReadOnly(item.Key.Name)).ToList();
        AddProblems(values, errors);
        foreach (var field in entity.Fields)
        {
            if (field is { IsRequired: true, IsReadOnly: false } && IsEmpty(values[field]))
                errors.Add(Texts.Missing(field.Name));
        }

        if (errors.Count > 0)
            throw new AutotaskRefusalException(errors);
        return entity == Adjustments.Entity ? _adjustments.Create(values) : Insert(entity, values);
    }

    /// <summary>Puts a row in as given, read-only fields included: what Autotask itself makes.</summary>
    public long Insert(EntityDefinition entity, WriteValues values)
    {
        var table = _store[entity];
        var row = table.NewRow();
        foreach (var field in entity.Fields.Skip(1))
            row[field] = values.Fields.TryGetValue(field, out var value) ? value : field.Default;
        row.Udfs = Merge(null, values.Udfs);
        Stamp(row, CreateStamps);
        _behaviours.GetValueOrDefault(entity)?.Create(row);
        table.Insert(row);
        return row.Id;
    }

    /// <summary>Changes the row that the values name by their id.</summary>
    /// <param name="entity">The entity.</param>
    /// <param name="values">The values, the id among them.</param>
    /// <param name="parentId">The contract named in the route; null at the entity's own URL.</param>
    /// <param name="replace">Whether what is left out becomes null (PUT).</param>
    public long Change(EntityDefinition entity, WriteValues values, long? parentId, bool replace)
    {
        var idField = entity.Fields[0];
        var before = Existing(entity, values.Long(idField) ?? throw new AutotaskRefusalException(Texts.Missing(idField.Name)), parentId);
        var errors = values.Fields.Where(item => item.Key != idField).Select(item => ChangeProblem(before, item.Key, item.Value)).OfType<string>().ToList();
        var after = before.Copy();
        foreach (var field in entity.Fields.Skip(1).Where(_store.Has))
            Set(after, field, values, replace, errors);
        if (errors.Count > 0)
            throw new AutotaskRefusalException(errors);

        after.Udfs = Merge(replace ? null : before.Udfs, values.Udfs);
        Stamp(after, ChangeStamps);
        _behaviours.GetValueOrDefault(entity)?.Change(before, after);
        _store[entity].Replace(before, after);
        return before.Id;
    }

    /// <summary>Deletes a row.</summary>
    public long Delete(EntityDefinition entity, long id, long? parentId)
    {
        var row = Existing(entity, id, parentId);
        _behaviours.GetValueOrDefault(entity)?.Delete(row);
        _store[entity].Remove(row);
        return id;
    }

    private static void SetParent(EntityDefinition entity, WriteValues values, long? parentId)
    {
        if (entity.ParentField is not { } field || parentId is null)
            return;
        if (values[field] is { } named && !Equals(named, parentId))
            throw new AutotaskRefusalException($"The {field.Name} of the body is not the one of the URL. ; on record number [1].");
        values[field] = parentId;
    }

    // Seen from clients that work: an id of 0 is sent along with a new row.
    private static bool IsReadOnlyOnCreate(Field field, object? value) =>
        field.IsReadOnly && value is not null && !(field.Ordinal == 0 && value is 0L);

    private static bool IsEmpty(object? value) => value is null or "";

    private static Dictionary<long, string>? Merge(Dictionary<long, string>? old, Dictionary<long, string?>? given)
    {
        if (given is null)
            return old;
        var merged = old is null ? [] : new Dictionary<long, string>(old);
        foreach (var (definition, value) in given)
        {
            if (value is null)
                merged.Remove(definition);
            else
                merged[definition] = value;
        }

        return merged;
    }

    private static void Set(Row after, Field field, WriteValues values, bool replace, List<string> errors)
    {
        if (field.IsReadOnly || field.IsCreateOnly)
            return;
        if (values.Fields.TryGetValue(field, out var value))
            after[field] = value;
        else if (replace)
            after[field] = null;
        if (field.IsRequired && IsEmpty(after[field]))
            errors.Add(Texts.Missing(field.Name));
    }

    private void AddProblems(WriteValues values, List<string> errors) =>
        errors.AddRange(values.Fields.Select(item => _references.Problem(item.Key, item.Value)).OfType<string>());

    private string? ChangeProblem(Row before, Field field, object? value)
    {
        if (Equals(before[field], value))
            return null;
        return field.IsReadOnly || field.IsCreateOnly ? Texts.ReadOnly(field.Name) : _references.Problem(field, value);
    }

    private Row Existing(EntityDefinition entity, long id, long? parentId)
    {
        if (_store.Find(entity, id) is not { } row || (parentId is not null && !Equals(row[entity.ParentField!], parentId)))
            throw new AutotaskRefusalException($"No matching {entity.SoapName} was found for id {id}. Error updating entity for record number [1].");
        return row;
    }

    private void Stamp(Row row, string[] names)
    {
        foreach (var name in names)
        {
            if (row.Entity.Find(name) is { IsReadOnly: true } field)
                row[field] = _store.Time.GetUtcNow();
        }
    }
}
