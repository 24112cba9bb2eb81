using CloudmoreAutotask.Simulators.Autotask.State;

namespace CloudmoreAutotask.Simulators.Autotask.Behaviour;

/// <summary>What an entity checks, computes and sets off beyond its field definitions. Every check comes before the first effect.</summary>
internal interface IEntityBehaviour
{
    /// <summary>A row is about to be inserted.</summary>
    void Create(Row row);

    /// <summary>A row is about to take over the values of <paramref name="after"/>.</summary>
    void Change(Row before, Row after);

    /// <summary>A row is about to be deleted.</summary>
    void Delete(Row row);
}
