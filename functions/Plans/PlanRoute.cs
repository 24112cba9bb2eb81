using CloudmoreAutotask.Functions.Access;
using CloudmoreAutotask.Operating;

namespace CloudmoreAutotask.Functions.Plans;

/// <summary>Reads the plan of a route.</summary>
internal static class PlanRoute
{
    /// <exception cref="CloudmoreAutotask.Setup.MustFixException">It names none.</exception>
    public static string Read(string id) => PublicIds.ToPlan(RequestFields.Route("id", id)) ?? throw RequestFields.Wrong("id", "It must be the id of a plan, as the month's list names it.");
}
