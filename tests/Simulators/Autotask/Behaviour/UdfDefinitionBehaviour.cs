using CloudmoreAutotask.Simulators.Autotask.Schema;
using CloudmoreAutotask.Simulators.Autotask.State;

namespace CloudmoreAutotask.Simulators.Autotask.Behaviour;

/// <summary>Definitions of user-defined fields: one active one per name and entity, at most 50 active ones on contracts. Source: Autotask facts, section 4.12.</summary>
internal sealed class UdfDefinitionBehaviour(Store store) : IEntityBehaviour
{
    private const int MostOnContracts = 50;

    public void Create(Row row) => Check(row);

    public void Change(Row before, Row after) => Check(after);

    public void Delete(Row row) => throw new AutotaskRefusalException("User-defined fields cannot be deleted.");

    private void Check(Row row)
    {
        if (!row.Flag(UdfDefinitions.IsActive))
            return;
        var type = row.Long(UdfDefinitions.UdfType);
        var others = store[UdfDefinitions.Entity].All
            .Where(other => other.Id != row.Id && other.Long(UdfDefinitions.UdfType) == type && other.Flag(UdfDefinitions.IsActive))
            .ToList();
        if (others.Exists(other => string.Equals(other.Text(UdfDefinitions.Name), row.Text(UdfDefinitions.Name), StringComparison.OrdinalIgnoreCase)))
            throw new AutotaskRefusalException("A user-defined field with this name already exists. ; on record number [1].");
        if (type == Contracts.Entity.UdfType && others.Count >= MostOnContracts)
            throw new AutotaskRefusalException("A contract can have at most 50 active user-defined fields. ; on record number [1].");
    }
}
