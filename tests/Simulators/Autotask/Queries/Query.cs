using CloudmoreAutotask.Simulators.Autotask.Schema;
using CloudmoreAutotask.Simulators.Autotask.State;

namespace CloudmoreAutotask.Simulators.Autotask.Queries;

/// <summary>Whether a row is meant.</summary>
internal delegate bool Condition(Row row);

/// <summary>A query that was read and found right.</summary>
/// <param name="Entity">The entity.</param>
/// <param name="Matches">The filter.</param>
/// <param name="Lookups">Fields that must have one of some values, by which rows are found quickly.</param>
/// <param name="PageSize">1 to 500.</param>
/// <param name="Fields">The fields to answer.</param>
/// <param name="WithUdfs">Whether user-defined fields are answered.</param>
internal sealed record Query(
    EntityDefinition Entity, Condition Matches, IReadOnlyList<Lookup> Lookups, int PageSize, IReadOnlyList<Field> Fields, bool WithUdfs);

/// <summary>A field that must have one of the values.</summary>
internal sealed record Lookup(Field Field, IReadOnlyCollection<object> Values);
