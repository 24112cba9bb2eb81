using System.Text.Json.Serialization;

namespace CloudmoreAutotask.Autotask.Queries;

/// <summary>The body of a query. Source: Autotask facts, "Query".</summary>
internal sealed record QueryBody([property: JsonPropertyName("MaxRecords")] int MaxRecords, IReadOnlyList<Filter> Filter);
